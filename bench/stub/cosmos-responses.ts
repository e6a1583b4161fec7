// What the canned Cosmos answers, made once: the same headers and sizes as the real gateway, without any work.
import { batchSize, createdValues } from '../operations.ts';
import { failedStatuses, mobileAppId, pageSize, statuses } from '../statuses.ts';
import { type CosmosDocument, toStored } from './stored-documents.ts';

const writtenVersion = '"0000d826-0000-0700-0000-5b8722e00000"';
const writtenEtag = `etag: ${writtenVersion}`;

/** A documented create, as Cosmos gives it back. */
const storedDocument = {
  id: '14959a2a-9a2a-1495-2a9a-95142a9a9514',
  mobileAppId,
  schemaVersion: 1,
  ...createdValues,
  _rid: 'd9RzAJRFKgwBAAAAAAAAAA==',
  _self: 'dbs/d9RzAA==/colls/d9RzAJRFKgw=/docs/d9RzAJRFKgwBAAAAAAAAAA==/',
  _etag: writtenVersion,
  _attachments: 'attachments/',
  _ts: 1_764_000_000,
};

/** The canned answers, whole HTTP/1.1 messages ready to be written. */
export interface CannedResponses {
  readonly account: Buffer;
  readonly database: Buffer;
  readonly container: Buffer;
  readonly partitionKeyRanges: Buffer;
  readonly created: Buffer;
  /** For a create that asks for `Prefer: return=minimal`, as the SDK does without content on write. */
  readonly createdMinimal: Buffer;
  /** For several creates in one request that wants no documents back, by how many they are. */
  readonly createdMany: ReadonlyMap<number, Buffer>;
  /** Those that can be read, by id. */
  readonly documents: ReadonlyMap<string, Buffer>;
  /** The first page of the app's statuses, with a continuation behind it; given what a query selects of them. */
  readonly page: (selection: string) => Buffer;
  /** The statuses that a filter finds, all of them; given what the query selects. */
  readonly found: (selection: string) => Buffer;
  /** For a replace of any document: what was replaced is not looked into. */
  readonly replaced: Buffer;
  /** 404 for what the stub does not know. */
  readonly unknown: Buffer;
  /** 411 for a body without a length: the stub reads no chunked bodies. */
  readonly lengthRequired: Buffer;
}

/**
 * Makes the answers.
 * @param endpoint - the stub's own base URL, which the account names as its only region
 */
export function cannedResponses(endpoint: string): CannedResponses {
  const locations = [{ name: 'Local', databaseAccountEndpoint: endpoint }];
  const account = {
    id: 'bench',
    _self: '',
    writableLocations: locations,
    readableLocations: locations,
    enableMultipleWriteLocations: false,
    userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
    userReplicationPolicy: { minReplicaSetSize: 3, maxReplicasetSize: 4 },
  };
  const container = {
    id: 'statuses',
    partitionKey: { paths: ['/mobileAppId'], kind: 'Hash', version: 2 },
    indexingPolicy: { indexingMode: 'consistent', automatic: true, includedPaths: [{ path: '/*' }], excludedPaths: [] },
    _rid: 'd9RzAJRFKgw=',
  };
  const ranges = {
    _rid: 'd9RzAJRFKgw=',
    _count: 1,
    PartitionKeyRanges: [{ id: '0', minInclusive: '', maxExclusive: 'FF' }],
  };
  return {
    account: message('200 OK', account),
    database: message('200 OK', { id: 'appInstallStatus', _rid: 'd9RzAA==' }),
    container: message('200 OK', container),
    partitionKeyRanges: message('200 OK', ranges),
    created: message('201 Created', storedDocument),
    createdMinimal: message('201 Created'),
    createdMany: new Map(Array.from({ length: batchSize }, (_value, index) => [index + 1, manyMessage(index + 1)])),
    documents: new Map(statuses.map((status) => [status.id, documentMessage(toStored(status))])),
    page: pageMessages(statuses.slice(0, pageSize).map(toStored), continuation),
    found: pageMessages(failedStatuses.map(toStored)),
    replaced: message('200 OK', storedDocument),
    unknown: message('404 Not Found', { code: 'NotFound', message: 'The canned Cosmos does not know this path.' }),
    lengthRequired: message('411 Length Required', { code: 'BadRequest', message: 'Content-Length is missing.' }),
  };
}

/** What Cosmos sends with a page of one partition that is not the last. */
const continuation = JSON.stringify({
  token: '-RID:~d9RzAJRFKgxkAAAAAAAAAA==#RT:1#TRC:100#ISV:2#IEO:65567#QCF:8#FPC:AgEAAAAAAAAA',
  range: { min: '', max: 'FF' },
});

function manyMessage(count: number): Buffer {
  const each = { statusCode: 201, requestCharge: 5.71, eTag: writtenVersion };
  return message('200 OK', Array<object>(count).fill(each), []);
}

function documentMessage(document: CosmosDocument): Buffer {
  return message('200 OK', document, [`etag: ${document._etag}`]);
}

/** Each page is made once for each selection: there are few, and every request of an operation has the same. */
function pageMessages(documents: readonly CosmosDocument[], next?: string): (selection: string) => Buffer {
  const known = new Map<string, Buffer>();
  return (selection) => {
    const made = known.get(selection) ?? pageMessage(documents.map(selectorOf(selection)), next);
    known.set(selection, made);
    return made;
  };
}

/** @param selection - `*`, or properties as our store writes them: `c["id"], c["_etag"]` */
function selectorOf(selection: string): (document: CosmosDocument) => object {
  if (selection === '*') return (document) => document;
  const names = Array.from(selection.matchAll(/c\["(\w+)"\]/g), ([, name = '']) => name);
  return (document) =>
    Object.fromEntries(names.filter((name) => name in document).map((name) => [name, document[name]]));
}

function pageMessage(documents: readonly object[], next?: string): Buffer {
  const content = { _rid: 'd9RzAJRFKgw=', Documents: documents, _count: documents.length };
  const ahead = next === undefined ? [] : [`x-ms-continuation: ${next}`];
  return message('200 OK', content, [`x-ms-item-count: ${documents.length}`, ...ahead]);
}

/** @param particular - headers of this answer; without any, the entity tag of a document that was written */
function message(status: string, content?: object, particular: readonly string[] = [writtenEtag]): Buffer {
  const body = content === undefined ? '' : JSON.stringify(content);
  const head = [
    `HTTP/1.1 ${status}`,
    'Cache-Control: no-store, no-cache',
    'Pragma: no-cache',
    'Content-Type: application/json',
    'Server: Compute',
    'Strict-Transport-Security: max-age=31536000',
    'x-ms-activity-id: 4f5c1b7e-2d0a-4a93-8e0e-6a1f0b2c3d4e',
    'x-ms-last-state-change-utc: Mon, 23 Nov 2026 08:14:07.305 GMT',
    ...particular,
    'x-ms-resource-quota: documentSize=51200;documentsSize=52428800;documentsCount=-1;collectionSize=52428800;',
    'x-ms-resource-usage: documentSize=0;documentsSize=1;documentsCount=8;collectionSize=2;',
    'x-ms-schemaversion: 1.18',
    'lsn: 18',
    'x-ms-quorum-acked-lsn: 17',
    'x-ms-current-write-quorum: 3',
    'x-ms-current-replica-set-size: 4',
    'x-ms-xp-role: 1',
    'x-ms-global-Committed-lsn: 17',
    'x-ms-number-of-read-regions: 0',
    'x-ms-transport-request-id: 2',
    'x-ms-cosmos-llsn: 18',
    'x-ms-cosmos-quorum-acked-llsn: 17',
    'x-ms-session-token: 0:-1#18',
    'x-ms-request-charge: 5.71',
    'x-ms-serviceversion: version=2.14.0.0',
    'x-ms-gatewayversion: version=2.14.0',
    'Date: Tue, 24 Nov 2026 22:49:51 GMT',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
