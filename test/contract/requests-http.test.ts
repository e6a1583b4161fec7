// Holds requests.http to the running product: each request gets the status that its title promises.
import { readFileSync } from 'node:fs';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { send, type Sending } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

interface Example {
  readonly title: string;
  readonly status: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function readExamples(): Example[] {
  const [preamble = '', ...blocks] = readFileSync('requests.http', 'utf8').split(/^### /m);
  const app = /^@app = (.*)$/m.exec(preamble)?.[1] ?? '';
  return blocks.map((block) => {
    const [head = '', ...body] = block.replaceAll('{{app}}', app).split('\n\n');
    const [title = '', requestLine = '', ...headerLines] = head.split('\n');
    const [, method = '', url = ''] = /^(\w+) (.*)$/.exec(requestLine) ?? [];
    const headers = Object.fromEntries(headerLines.filter(Boolean).map((line) => line.split(': ') as [string, string]));
    return { title, status: Number.parseInt(title, 10), method, url, headers, body: body.join('\n\n').trim() };
  });
}

/** Statuses that need a store or an issuer in trouble, a body that does not come, a batch around them, or nobody left to read. */
const NOT_BY_REQUEST = [429, 500, 503, 504, 408, 424, 499];

describe('requests.http', () => {
  const examples = readExamples();
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  it('has a request for every status that a request alone can bring about', () => {
    const statuses = new Set([200, 201, 204, ...Object.values(catalogue).map((entry) => entry.status)]);
    const expected = [...statuses].filter((status) => !NOT_BY_REQUEST.includes(status)).sort();

    expect([...new Set(examples.map((example) => example.status))].sort()).toEqual(expected);
  });

  it.each(examples.map((example) => [example.title, example] as const))('%s', async (_title, example) => {
    const tokens: Record<string, string> = {
      '{{token}}': stack.token(),
      '{{readerToken}}': stack.token({ roles: ['DeviceManagementApps.Read.All'] }),
    };
    const headers = Object.fromEntries(
      Object.entries(example.headers).map(([name, value]) => [
        name,
        value.replace(/\{\{\w+\}\}/, (text) => tokens[text] ?? text),
      ]),
    );
    const file = /^< (.*)$/.exec(example.body)?.[1];
    const body = file === undefined ? example.body : readFileSync(file);
    const sending: Sending = { method: example.method, headers, ...(body.length === 0 ? {} : { body }) };

    const answer = await send(example.url.replace('{{base}}', stack.url), sending);

    expect(answer.status).toBe(example.status);
  });
});
