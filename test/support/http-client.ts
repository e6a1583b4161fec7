// Sends requests as a plain HTTP client does and gives back status, headers and parsed body.
import { request, type Dispatcher } from 'undici';

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
  return {
    status: response.statusCode,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

/** The `error` member of an answer. */
export function errorOf(answer: Answer): ErrorBody {
  return answer.json.error as ErrorBody;
}
