// Which answer the canned Cosmos gives to a request, and what it counts the request as.
import type { storeRequestKinds } from '../operations.ts';
import type { CannedResponses } from './cosmos-responses.ts';

/** An answer to be written as it is. */
export interface Routed {
  readonly answer: Buffer;
  /** What the request counts as; undefined when it is about no document. */
  readonly kind: (typeof storeRequestKinds)[number] | undefined;
}

/** What a query of ours calls the first value of a filter. */
const filterParameter = '"@p0"';

/** How an operation of a bulk request begins. */
const bulkOperation = '"operationType":"Create"';

/**
 * Finds the answer.
 * @param head - request line and headers
 * @param body - empty where there is none
 */
export function route(head: string, body: Buffer, canned: CannedResponses): Routed {
  const [, method = '', path = ''] = /^(\S+) ([^\s?]*)/.exec(head) ?? [];
  const [, documents, id] = /\/(docs)(?:\/([^/]+))?\/?$/.exec(path) ?? [];
  if (documents === undefined) {
    return { answer: method === 'GET' ? answerAbout(path, canned) : canned.unknown, kind: undefined };
  }
  if (method === 'POST' && id === undefined) {
    if (isQuery(head)) return query(body, canned);
    return isBulk(head) ? createMany(body, canned) : create(head, canned);
  }
  const document = canned.documents.get(id ?? '');
  if (method === 'GET' && document !== undefined) return { answer: document, kind: 'read' };
  if (method === 'PUT' && document !== undefined) return { answer: canned.replaced, kind: 'replace' };
  return { answer: canned.unknown, kind: undefined };
}

function isQuery(head: string): boolean {
  return /\nx-ms-documentdb-isquery: *true/i.test(head);
}

function isBulk(head: string): boolean {
  return /\nx-ms-cosmos-is-batch-request: *true/i.test(head) && /\nprefer: *return=minimal/i.test(head);
}

/** Counts the operations without parsing them, which would cost more than all the rest. */
function createMany(body: Buffer, { createdMany, unknown }: CannedResponses): Routed {
  let count = 0;
  for (let at = body.indexOf(bulkOperation); at !== -1; at = body.indexOf(bulkOperation, at + 1)) count += 1;
  const answer = createdMany.get(count);
  return answer === undefined ? { answer: unknown, kind: undefined } : { answer, kind: 'bulk' };
}

function query(body: Buffer, { found, page, unknown }: CannedResponses): Routed {
  const selection = /SELECT (.+?) FROM c/.exec(body.toString('latin1'))?.[1]?.replaceAll('\\', '');
  if (selection === undefined) return { answer: unknown, kind: undefined };
  return { answer: body.includes(filterParameter) ? found(selection) : page(selection), kind: 'query' };
}

function create(head: string, { created, createdMinimal }: CannedResponses): Routed {
  return { answer: /\nprefer: *return=minimal/i.test(head) ? createdMinimal : created, kind: 'create' };
}

function answerAbout(path: string, canned: CannedResponses): Buffer {
  if (path === '/') return canned.account;
  if (/^\/dbs\/[^/]+\/?$/.test(path)) return canned.database;
  if (/^\/dbs\/[^/]+\/colls\/[^/]+\/?$/.test(path)) return canned.container;
  if (/\/pkranges\/?$/.test(path)) return canned.partitionKeyRanges;
  return canned.unknown;
}
