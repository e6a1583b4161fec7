// What is taken from a proxy's headers, and what is not.
import { forwardedOrigin } from '../../../../shared/http/forwarded.ts';

const ORIGIN = 'http://10.0.0.4:8080';

function originOf(proto: string | null, host: string | null): string {
  return forwardedOrigin(new Headers(headersOf({ 'x-forwarded-proto': proto, 'x-forwarded-host': host })), ORIGIN);
}

function headersOf(values: Readonly<Record<string, string | null>>): [string, string][] {
  return Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null);
}

describe('forwardedOrigin', () => {
  test.each([
    ['https', 'status.contoso.com', 'https://status.contoso.com'],
    ['HTTPS', 'status.contoso.com:8443', 'https://status.contoso.com:8443'],
    ['https, http', 'status.contoso.com, internal', 'https://status.contoso.com'],
    ['https', '[2001:db8::1]:443', 'https://[2001:db8::1]:443'],
    ['https', null, 'https://10.0.0.4:8080'],
    [null, 'status.contoso.com', 'http://status.contoso.com'],
    [null, null, ORIGIN],
  ])('takes %s and %s', (proto, host, origin) => {
    expect(originOf(proto, host)).toBe(origin);
  });

  test.each([
    ['javascript', 'status.contoso.com/evil'],
    ['', 'user@evil.example'],
    ['https:', 'evil.example?x'],
    ['ftp', '-evil.example'],
    ['', 'status.contoso.com:port'],
  ])('passes over what is no scheme and no host: %s, %s', (proto, host) => {
    expect(originOf(proto, host)).toBe(ORIGIN);
  });
});
