// Where a client begins: the service document and the metadata document, over HTTP and without a token.
import { getMetadata } from '../../shared/metadata/operations.ts';
import { toCsdl } from '../../shared/odata/csdl.ts';
import { serviceModel } from '../../shared/metadata/service-model.ts';
import { errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

describe('the service document', () => {
  it.each([
    ['/', ''],
    ['/beta', '/beta'],
    ['/v1.0/', '/v1.0'],
    ['/BETA', '/beta'],
  ])('is at %s for everybody', async (path, root) => {
    const answer = await send(stack.url + path);

    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/json;odata\.metadata=minimal;/) as string,
      'odata-version': '4.0',
      'request-id': expect.any(String) as string,
    });
    expect(answer.json).toEqual({
      '@odata.context': `${stack.url}${root}/$metadata`,
      value: [{ name: 'deviceAppManagement', kind: 'Singleton', url: 'deviceAppManagement' }],
    });
  });

  it('answers in JSON or not at all', async () => {
    const bare = await send(`${stack.url}/beta?$format=application/json;odata.metadata=none`);
    expect(bare.json).toEqual({
      value: [{ name: 'deviceAppManagement', kind: 'Singleton', url: `${stack.url}/beta/deviceAppManagement` }],
    });
    expect((await send(`${stack.url}/beta`, { headers: { accept: 'application/xml' } })).status).toBe(406);
  });
});

describe('the metadata document', () => {
  it.each(['/$metadata', '/beta/$metadata', '/v1.0/%24metadata', '/Beta/$Metadata/'])('is at %s', async (path) => {
    const answer = await send(stack.url + path);

    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/xml;charset=utf-8',
      'odata-version': '4.0',
      'client-request-id': expect.any(String) as string,
    });
    expect(answer.text).toBe(toCsdl(serviceModel));
  });

  it('is where the context of an answer points', async () => {
    const { json } = await send(`${stack.url}/beta`);
    const answer = await send(json['@odata.context'] as string);

    expect(answer.text).toContain('<Singleton Name="deviceAppManagement"');
  });

  it('answers HEAD, and with another version of OData', async () => {
    const head = await send(`${stack.url}/beta/$metadata`, { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);

    const other = await send(`${stack.url}/beta/$metadata`, { headers: { 'odata-maxversion': '4.01' } });
    expect(other.status).toBe(200);
  });

  // Clients set Accept once for all their requests.
  it.each(['application/json', 'application/xml', 'text/html', 'application/json;odata.metadata=full'])(
    'is XML although Accept is %s',
    async (accept) => {
      const answer = await send(`${stack.url}/beta/$metadata`, { headers: { accept } });

      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/xml;charset=utf-8']);
    },
  );

  it.each([
    ['$format=xml', 200],
    ['$format=application/xml', 200],
    ['format=xml', 200],
    ['$format=json', 406],
    ['$format=application/json', 406],
    ['$select=id', 400],
  ])('answers ?%s with %i', async (query, status) => {
    const answer = await send(`${stack.url}/beta/$metadata?${query}`);

    expect(answer.status).toBe(status);
    if (status === 406) expect(errorOf(answer).message).toMatch(/Ask for application\/xml\.$/);
  });

  it('has a trigger of its own', () => {
    expect(stack.log.length).toBeGreaterThan(0);
    const lines = stack.log.map(({ message }) => message).filter((message) => message.includes('"operation"'));
    expect(lines.some((line) => line.includes(`"operation":"${getMetadata.name}"`))).toBe(true);
  });
});
