// What every answer owes its caller, whatever the store does: Graph's shape, and a time to come again.

/** An answer, or one of a batch. */
export interface Answered {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Statuses upon which clients come again when they are told to. */
const WITH_A_TIME = new Set([429, 503, 504]);

/** What is wrong with an answer, and with those in it when it is that of a batch. */
export function faultsOf(answered: Answered): readonly string[] {
  const { status, headers, text } = answered;
  if (status === 204) return text === '' ? [] : ['204 with a body'];
  const body = jsonOf(text);
  if (body === undefined) return [`${status} without JSON: ${text.slice(0, 80)}`];
  const parts = status === 200 && body.responses instanceof Array ? (body.responses as readonly Part[]) : [];
  return [
    ...(status < 400 ? [] : faultsOfFailure(status, headers, body)),
    ...parts
      .filter((part) => part.status >= 400)
      .flatMap((part) => faultsOfFailure(part.status, lower(part), part.body)),
  ];
}

interface Part {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function lower({ headers = {} }: Part): Answered['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function faultsOfFailure(status: number, headers: Answered['headers'], body: unknown): readonly string[] {
  const { error } = (body ?? {}) as { readonly error?: Readonly<Record<string, unknown>> };
  const { code, message, innerError } = error ?? {};
  const inner = (innerError ?? {}) as Readonly<Record<string, unknown>>;
  const texts = [code, message, inner.date, inner['request-id'], inner['client-request-id']];
  const faults: string[] = [];
  if (status >= 500 && !WITH_A_TIME.has(status)) faults.push(`${status}, which tells nobody to come again`);
  if (!texts.every((text) => typeof text === 'string' && text !== '')) faults.push(`${status} without Graph's shape`);
  const seconds = headers['retry-after'] ?? '';
  if (WITH_A_TIME.has(status) && !/^(?:[1-9]|[1-5]\d|60)$/.test(seconds)) faults.push(`${status} without Retry-After`);
  if (JSON.stringify(body).includes('secret')) faults.push(`${status} that tells what the store said`);
  return faults;
}

/** The object that a text is in JSON, undefined when it is none. */
export function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
