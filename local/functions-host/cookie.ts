// Spells a response cookie as a Set-Cookie value (RFC 6265 §4.1).
import type { Cookie } from '@azure/functions';

/** @returns the value of one Set-Cookie header, name and value percent-encoded where they must be */
export function serializeCookie(cookie: Cookie): string {
  const { name, value, domain, path, expires, maxAge, secure, httpOnly, sameSite } = cookie;
  return [
    `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    domain === undefined ? [] : `Domain=${domain}`,
    path === undefined ? [] : `Path=${path}`,
    expires === undefined ? [] : `Expires=${new Date(expires).toUTCString()}`,
    maxAge === undefined ? [] : `Max-Age=${maxAge}`,
    secure === true ? 'Secure' : [],
    httpOnly === true ? 'HttpOnly' : [],
    sameSite === undefined ? [] : `SameSite=${sameSite}`,
  ]
    .flat()
    .join('; ');
}
