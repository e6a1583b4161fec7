// The headers of an export, as a variable holds them (OpenTelemetry: Protocol Exporter, Specifying headers via environment).

/** A token of HTTP (RFC 9110 §5.6.2), and what a header may hold. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const VALUE = /^[\x20-\x7e]*$/;

/**
 * Reads `name=value,name=value`; values may be percent-encoded, as in W3C Baggage.
 * @returns undefined for what is something else
 */
export function readExportHeaders(text: string): Readonly<Record<string, string>> | undefined {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue;
    const [name = '', ...rest] = pair.split('=');
    const value = decode(rest.join('=').trim());
    if (rest.length === 0 || !NAME.test(name.trim()) || value === undefined || !VALUE.test(value)) return undefined;
    headers[name.trim()] = value;
  }
  return headers;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
