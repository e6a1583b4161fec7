// The OpenAPI document as a service writes it: of its own base URL, and anew only when that is another.
import { createOpenApiWriter } from '../../../../shared/openapi/writer.ts';
import { operations } from '../../../../shared/operations.ts';

interface OpenApi {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, { readonly servers?: OpenApi['servers'] }>>;
}

const write = createOpenApiWriter(operations, {
  authorizeUrl: 'https://login.contoso.com/authorize',
  tokenUrl: 'https://login.contoso.com/token',
  audience: 'api://status',
});

const read = (baseUrl: string): OpenApi => JSON.parse(write(baseUrl).body) as OpenApi;

test.each(['https://status.contoso.com', 'https://gateway.contoso.com/app%22status', 'http://[::1]:7071'])(
  'is of %s everywhere in it',
  (baseUrl) => {
    const { servers, paths } = read(baseUrl);
    expect(servers.map(({ url }) => url)).toEqual([`${baseUrl}/beta`, `${baseUrl}/v1.0`]);
    expect(paths['/openapi.json']?.servers).toEqual([{ url: baseUrl }]);
    expect(write(baseUrl).body).toContain(`"@odata.context":"${baseUrl}/beta/$metadata#`);
    expect(write(baseUrl).body).not.toContain('.invalid');
  },
);

test('cannot be broken by what a client names as host', () => {
  const baseUrl = 'https://a","x":"b';
  expect(read(baseUrl).servers[0]).toEqual({ url: `${baseUrl}/beta` });
});

test('has one version for one base URL', () => {
  const first = write('https://one.example');
  const other = write('https://other.example');
  expect(write('https://other.example')).toBe(other);
  expect(other.version).not.toBe(first.version);
  expect(write('https://one.example')).toEqual(first);
  expect(first.version).toMatch(/^[\w-]{22}$/);
});
