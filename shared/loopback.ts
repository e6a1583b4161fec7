// What counts as this machine itself: the one place where unencrypted or unverified connections are accepted.

const LOOPBACK_IPV4 = /^127(?:\.\d{1,3}){3}$/;

/**
 * Whether a host name is a loopback address.
 * @param hostname - as `URL.hostname` gives it, IPv6 in brackets or without
 * @see RFC 6761 §6.3 (`localhost`), RFC 1122 §3.2.1.3 (127/8), RFC 4291 §2.5.3 (`::1`)
 */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.toLowerCase();
  return host === 'localhost' || host === '[::1]' || host === '::1' || LOOPBACK_IPV4.test(host);
}

/** Whether an absolute URL names this machine; what is no URL does not. */
export function isLoopbackUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && isLoopbackHost(parsed.hostname);
}
