// A create whose key is taken and then is not, or always: what others do between its write and its look at what was there.
import { graphError } from '../../../../../shared/errors/catalogue.ts';
import { WRITE_ATTEMPTS } from '../../../../../shared/resources/entity-set/contention.ts';
import type { DocumentStore } from '../../../../../shared/store/document-store.ts';
import { documentedBody } from '../../../../support/documented-request.ts';
import { type Answer, COLLECTION, createPipelineUnderTest } from '../../http/pipeline-under-test.ts';
import { createMemoryStore, type MemoryStore } from '../../memory-store.ts';

const ID = '0d6ad0a3-0f3c-4c0a-9e0f-4f7f8d5d5a10';
const marked = { 'client-request-id': ID };

let memory: MemoryStore;
/** The calls of the store, in their order. */
let calls: string[];

beforeEach(() => {
  memory = createMemoryStore();
  calls = [];
});

/** Creates while the store says of the first creates that their key is taken, by whatever is there to be read. */
function createWith(conflicts: number, body: object, headers = {}, path = COLLECTION): Promise<Answer> {
  let left = conflicts;
  const store: DocumentStore = {
    ...memory,
    create(document, call) {
      calls.push('create');
      left -= 1;
      return left >= 0 ? Promise.resolve('conflict') : memory.create(document, call);
    },
    read(...where) {
      calls.push('read');
      return memory.read(...where);
    },
  };
  const pipeline = createPipelineUnderTest({ services: { store } });
  return pipeline.send({ body: JSON.stringify(body), headers, path });
}

test.each([
  ['no mark', {}, {}],
  ['a mark', {}, marked],
  ['an id of its own', { id: 'mine' }, {}],
])('creates what was deleted in between, with %s', async (_name, own, headers) => {
  const { status } = await createWith(2, { ...documentedBody, ...own }, headers);

  expect(status).toBe(201);
  expect(calls).toEqual(['create', 'read', 'create', 'read', 'create']);
  expect(memory.documents).toHaveLength(1);
});

test('gives up when others create and delete without end, and says when to come again', async () => {
  const { status, headers } = await createWith(99, documentedBody, marked);

  expect([status, headers['Retry-After']]).toEqual([429, expect.stringMatching(/^[123]$/)]);
  expect(calls).toHaveLength(2 * WRITE_ATTEMPTS);
});

test('hands the failure on when what is there cannot be read, so that the client tries again', async () => {
  const store: DocumentStore = {
    ...memory,
    create: () => Promise.resolve('conflict'),
    read: () => Promise.reject(graphError('storeThrottled', {}, { headers: { 'Retry-After': '2' } })),
  };

  const { status, headers } = await createPipelineUnderTest({ services: { store } }).send({
    body: JSON.stringify(documentedBody),
    headers: marked,
  });

  expect([status, headers['Retry-After']]).toEqual([429, '2']);
});

describe('a device status that names another user than the one that it is created under', () => {
  const home = `${COLLECTION}/u1/deviceStatuses`;
  const body = { installState: 'installed', userPrincipalName: 'other@contoso.example' };

  beforeEach(async () => {
    await createWith(0, { ...documentedBody, id: 'u1' });
    calls = [];
  });

  test('is refused at once when nothing says that it comes again', async () => {
    const { status } = await createWith(0, body, {}, home);

    expect(status).toBe(400);
    // The read is that of the user.
    expect(calls).toEqual(['read']);
  });

  test('is refused after a look when it might come again', async () => {
    const { status } = await createWith(0, body, marked, home);

    expect(status).toBe(400);
    // Under its own key, and under those that it would have if that were taken.
    expect(calls).toEqual(['read', 'read', 'read', 'read']);
    expect(memory.documents).toHaveLength(1);
  });
});
