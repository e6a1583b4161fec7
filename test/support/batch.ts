// Batches as tests send them, and their answers by the ids of the requests.
import { type Answer, type ErrorBody, send } from './http-client.ts';

/** A request of a batch, as it is written. */
export interface BatchRequest {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly url?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly dependsOn?: unknown;
}

/** The answer of a request of a batch. */
export interface BatchResponse {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>> & { readonly error?: ErrorBody };
}

/** What a test sends a batch with. */
export interface BatchSending {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `/beta/$batch` unless it says something else. */
  readonly path?: string;
}

/** The answer of the whole, and those in it in the order of the requests. */
export interface BatchAnswer {
  readonly whole: Answer;
  readonly responses: readonly BatchResponse[];
  readonly statuses: readonly number[];
}

/** Sends requests as one batch; those without an id are numbered from 1. */
export async function sendBatch(
  origin: string,
  requests: readonly BatchRequest[],
  { path = '/beta/$batch', ...sending }: BatchSending,
): Promise<BatchAnswer> {
  const numbered = requests.map((request, index) => ({ id: String(index + 1), ...request }));
  const whole = await send(`${origin}${path}`, { ...sending, json: { requests: numbered } });
  const found = (whole.json.responses ?? []) as readonly BatchResponse[];
  const responses = numbered.flatMap(({ id }) => found.find((response) => response.id === id) ?? []);
  return { whole, responses, statuses: responses.map(({ status }) => status) };
}

/** A write with a JSON body. */
export function write(method: string, url: string, body: unknown, headers: object = {}): BatchRequest {
  return { method, url, headers: { 'Content-Type': 'application/json', ...headers }, body };
}
