// Sends requests as a plain HTTP client does and gives back status, headers and parsed body.
import { request, type Dispatcher } from 'undici';
import { splitUrl } from '../../shared/http/request-url.ts';
import { createRouter } from '../../shared/http/router.ts';
import { statusesOf } from '../../shared/operation-statuses.ts';
import { operations } from '../../shared/operations.ts';
import type { Operation } from '../../shared/resources/operation.ts';

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The parsed body, for answers that are JSON; an error has `error`. */
  readonly json: Record<string, unknown>;
}

/** The body of an error. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  readonly details?: readonly { readonly code: string; readonly message: string; readonly target?: string }[];
  readonly innerError: Readonly<Record<string, string>>;
}

/** What to send; `json` is a body to be stringified, `body` one that is sent as it is. */
export interface Sending {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly json?: unknown;
  readonly body?: string | Buffer | AsyncIterable<Buffer>;
  readonly dispatcher?: Dispatcher;
}

/** Sends one request. A body without a method is a POST; JSON gets its Content-Type. */
export async function send(url: string, sending: Sending = {}): Promise<Answer> {
  const { token, json, dispatcher } = sending;
  const body = json === undefined ? sending.body : JSON.stringify(json);
  const response = await request(url, {
    method: sending.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...sending.headers,
    },
    body: (body ?? null) as Dispatcher.DispatchOptions['body'] & string,
    ...(dispatcher === undefined ? {} : { dispatcher }),
  });
  const text = await response.body.text();
  requireDocumentedStatus(response.statusCode, sending.method ?? (body === undefined ? 'GET' : 'POST'), url);
  const isJson = /^application\/json\b/.test(String(response.headers['content-type']));
  return {
    status: response.statusCode,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

const router = createRouter(operations);

/** Nothing is answered that docs/api.md does not say: every request of every test is held to it. */
function requireDocumentedStatus(status: number, method: string, url: string): void {
  const operation = operationAt(method, url);
  if (operation === undefined || statusesOf(operation).includes(status)) return;
  throw new Error(`${operation.name} answered ${status}, which is not among its statuses.`);
}

function operationAt(method: string, url: string): Operation | undefined {
  try {
    return router.match(method, splitUrl(url).path).operation;
  } catch {
    return undefined;
  }
}

/** The `error` member of an answer. */
export function errorOf(answer: Answer): ErrorBody {
  return answer.json.error as ErrorBody;
}
