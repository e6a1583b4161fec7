// What Cosmos refuses and the emulator lets through: so that the app, which is tried against the emulator, hears it all the same.
import type { Headers, Pass, Respond, StoreAnswer, StoreRequest } from './store-proxy.ts';

/** The largest document, and the largest request with several (Azure Cosmos DB service quotas). */
const MAX_BYTES = 2 * 1024 * 1024;

/** The most documents that one request may write. */
const MAX_OPERATIONS = 100;

const PARTITION_HEADER = 'x-ms-documentdb-partitionkey';

/**
 * Makes the emulator as strict as Cosmos: it demands a sign-in, a partition for whatever is about a document, queries of
 * that partition alone, documents that lie in it and are not too large, and entity tags in quotes; and it gives those.
 * `If-Match` the emulator heeds by itself; `If-None-Match` of a read is heeded here.
 * @param refused - is told of each refusal, which is a fault of ours
 */
export function strictly(refused: (what: string) => void): Respond {
  return async (request, pass) => {
    const [status, why] = refusalOf(request) ?? [];
    if (status !== undefined) {
      refused(`${request.method} ${request.path}: ${status} ${String(why)}`);
      return { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify({ message: why }) };
    }
    return conditionally(request, await quoting(request, pass));
  };
}

type Refusal = readonly [status: number, why: string] | undefined;

function refusalOf(request: StoreRequest): Refusal {
  const { headers, body, method, isOfDocuments } = request;
  if (headers.authorization === undefined) return [401, 'Nobody has signed in.'];
  if (body.length > MAX_BYTES) return [413, 'The request is too large.'];
  for (const name of ['if-match', 'if-none-match']) {
    if (!/^(?:\*|"[^"]*")$/.test(String(headers[name] ?? '*'))) return [400, `${name} has no quotes.`];
  }
  if (!isOfDocuments) return undefined;
  if (headers['x-ms-cosmos-is-batch-request'] !== undefined) return refusalOfBatch(JSON.parse(String(body)));
  const partition = partitionOf(headers);
  if (partition === undefined) return [400, 'No partition is named.'];
  if (isQuery(headers)) return refusalOfQuery(JSON.parse(String(body)), partition);
  if (method !== 'POST' && method !== 'PUT') return undefined;
  const { mobileAppId } = JSON.parse(String(body)) as { readonly mobileAppId?: unknown };
  return mobileAppId === partition ? undefined : [400, 'The document lies in another partition.'];
}

interface Operation {
  readonly partitionKey: unknown;
  readonly resourceBody?: { readonly mobileAppId?: unknown };
}

function refusalOfBatch(operations: unknown): Refusal {
  const list = operations as readonly Operation[];
  if (list.length > MAX_OPERATIONS) return [400, 'There are too many operations in the request.'];
  const isAtHome = list.every(({ partitionKey, resourceBody }) => {
    const [partition] = typeof partitionKey === 'string' ? (JSON.parse(partitionKey) as unknown[]) : [undefined];
    return partition !== undefined && partition === resourceBody?.mobileAppId;
  });
  return isAtHome ? undefined : [400, 'A document of the request lies in another partition.'];
}

interface Query {
  readonly query: string;
  readonly parameters: readonly { readonly name: string; readonly value: unknown }[];
}

function refusalOfQuery(body: unknown, partition: string): Refusal {
  const { query, parameters } = body as Query;
  const isScoped =
    /\bWHERE c\.mobileAppId = @mobileAppId(?: AND | ORDER BY |$)/.test(query) &&
    parameters.some(({ name, value }) => name === '@mobileAppId' && value === partition);
  return isScoped ? undefined : [400, 'The query is of more than its partition.'];
}

/** Whether a request is a query. */
export function isQuery(headers: Headers): boolean {
  return headers['content-type'] === 'application/query+json' || headers['x-ms-documentdb-isquery'] !== undefined;
}

/** The partition that a request names: its header is a list of one key, in JSON. */
export function partitionOf(headers: Headers): string | undefined {
  const { [PARTITION_HEADER]: header } = headers;
  if (typeof header !== 'string') return undefined;
  const [partition] = JSON.parse(header) as readonly unknown[];
  return typeof partition === 'string' ? partition : undefined;
}

/** The emulator knows entity tags without quotes only. */
async function quoting({ headers }: StoreRequest, pass: Pass): Promise<StoreAnswer> {
  const { 'if-match': ifMatch, ...others } = headers;
  const condition = ifMatch === undefined || ifMatch === '*' ? {} : { 'if-match': String(ifMatch).slice(1, -1) };
  const answer = await pass({ headers: { ...others, ...condition } });
  const { etag } = answer.headers;
  return {
    ...answer,
    headers: { ...answer.headers, ...(etag === undefined ? {} : { etag: `"${String(etag)}"` }) },
    // No value that a client gave can look like this: its own quotes are escaped.
    text: answer.text.replaceAll(/"(_etag|eTag)":"([\w-]+)"/g, String.raw`"$1":"\"$2\""`),
  };
}

function conditionally({ method, headers }: StoreRequest, answer: StoreAnswer): StoreAnswer {
  const known = headers['if-none-match'];
  const isKnown = method === 'GET' && known !== undefined && known === answer.headers.etag;
  return isKnown ? { ...answer, status: 304, text: '' } : answer;
}
