// Where the client is who came through a proxy: believed only where configuration says that a proxy sets these headers.

/** Letters, digits, dots and dashes, or an IPv6 address in brackets; then a port. No user, no path. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The origin that the client used, by `X-Forwarded-Proto` and `X-Forwarded-Host`. Of several values the first is the
 * client's own.
 * @param headers - the headers of the request
 * @param origin - scheme and host of the request as it arrived; they stand in for a header that is missing or malformed
 */
export function forwardedOrigin(headers: { get(name: string): string | null }, origin: string): string {
  const [scheme = '', host = ''] = origin.split('://');
  const proto = firstOf(headers.get('x-forwarded-proto')).toLowerCase();
  const forwardedHost = firstOf(headers.get('x-forwarded-host'));
  return `${proto === 'https' || proto === 'http' ? proto : scheme}://${HOST.test(forwardedHost) ? forwardedHost : host}`;
}

function firstOf(value: string | null): string {
  return (value ?? '').split(',', 1)[0]?.trim() ?? '';
}
