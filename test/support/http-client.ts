// Sends requests as a plain HTTP client does and gives back status, headers and parsed body.
import { request, type Dispatcher } from 'undici';
import { splitUrl } from '../../shared/http/request-url.ts';
import { createRouter } from '../../shared/http/router.ts';
import { operations } from '../../shared/operations.ts';
import type { Operation } from '../../shared/resources/operation.ts';
import { requireDocumentedAnswer } from './openapi-answers.ts';

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
  const isJson = /^application\/json\b/.test(String(response.headers['content-type']));
  const answer: Answer = {
    status: response.statusCode,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
  requireDocumented(sending.method ?? (body === undefined ? 'GET' : 'POST'), url, json, answer);
  return answer;
}

const router = createRouter(operations);

/** Nothing is answered that openapi.json does not say: every request of every test is held to it, those of batches, too. */
function requireDocumented(method: string, url: string, sent: unknown, { status, headers, text, json }: Answer): void {
  const operation = operationAt(method, url);
  if (operation === undefined) return;
  const header = (name: string): string | undefined => headers[name]?.toString();
  const isJson = header('content-type')?.startsWith('application/json') === true && text !== '';
  requireDocumentedAnswer({ operation, method, url, sent, status, header, body: isJson ? json : text });
  if (operation.permissions !== 'eachItem' || status !== 200) return;
  for (const item of json.responses as readonly ItemAnswer[]) requireDocumentedItem(item, sent);
}

interface ItemAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** 424 is a status that only requests within a batch have, and so no operation by itself. */
const FAILED_DEPENDENCY = 424;

function requireDocumentedItem({ id, status, headers, body }: ItemAnswer, sent: unknown): void {
  const { requests = [] } = {
    ...(sent as { requests?: { id: string; method: string; url: string; body?: unknown }[] }),
  };
  const request = requests.find((each) => each.id === id);
  if (request === undefined || status === FAILED_DEPENDENCY) return;
  const method = request.method.toUpperCase();
  const url = `http://batch/${request.url.replace(/^\//, '')}`;
  const operation = operationAt(method, url);
  if (operation === undefined) return;
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const header = (name: string): string | undefined => byName.get(name);
  const isJson = header('content-type')?.startsWith('application/json') === true;
  const shown = isJson ? body : Buffer.from(typeof body === 'string' ? body : '', 'base64').toString();
  requireDocumentedAnswer({ operation, method, url, sent: request.body, status, header, body: shown });
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
