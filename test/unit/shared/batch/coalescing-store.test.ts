// The creates of a batch go to the store together, and yet each fails and costs as if it had gone alone.
import { createCoalescingStore } from '../../../../shared/batch/coalescing-store.ts';
import { graphError } from '../../../../shared/errors/catalogue.ts';
import type {
  CreateResult,
  DocumentStore,
  StoreCall,
  StoredDocument,
} from '../../../../shared/store/document-store.ts';
import { CREATE_CHARGE, createMemoryStore } from '../memory-store.ts';
import { rejectionOf } from '../thrown.ts';

const throttled = graphError('storeThrottled', {}, { headers: { 'Retry-After': '3' } });
const unavailable = graphError('storeUnavailable', {});
const timedOut = graphError('storeTimeout', {});

interface Watched {
  readonly store: DocumentStore;
  /** What went to the store: one id alone, or several together. */
  readonly sent: (string | readonly string[])[];
}

/** A store in memory, coalesced and watched, with some of its methods replaced. */
function watch(replaced: Partial<Pick<DocumentStore, 'create' | 'createMany'>> = {}): Watched {
  const sent: (string | readonly string[])[] = [];
  const memory = createMemoryStore();
  const inner: DocumentStore = {
    ...memory,
    create(document, call) {
      sent.push(document.id);
      return (replaced.create ?? memory.create)(document, call);
    },
    createMany(documents, call) {
      sent.push(documents.map(({ id }) => id));
      return (replaced.createMany ?? memory.createMany.bind(memory))(documents, call);
    },
  };
  return { store: createCoalescingStore(inner), sent };
}

function documentOf(id: string, mobileAppId = 'a1'): StoredDocument {
  return { id, mobileAppId, entityType: 'userAppInstallStatus', schemaVersion: 1 };
}

function calls(count: number): StoreCall[] {
  return Array.from({ length: count }, () => ({ requestCharge: 0 }));
}

/** Creates each document in the same turn; what fails is in the place of its result. */
function createAll(
  { store }: Watched,
  documents: readonly StoredDocument[],
  charged = calls(documents.length),
): Promise<unknown[]> {
  return Promise.all(
    documents.map((document, index) =>
      store.create(document, charged[index] ?? { requestCharge: 0 }).catch((error: unknown) => error),
    ),
  );
}

const version = { version: expect.any(String) as string };

describe('which go together', () => {
  test('those of one app that come in one turn', async () => {
    const watched = watch();
    const documents = [documentOf('s1', 'a1'), documentOf('s1', 'a2'), documentOf('s2', 'a1'), documentOf('s2', 'a2')];
    await expect(createAll(watched, documents)).resolves.toEqual([version, version, version, version]);
    expect(watched.sent).toEqual([
      ['s1', 's2'],
      ['s1', 's2'],
    ]);
  });

  test('not one by itself, nor one that comes later', async () => {
    const watched = watch();
    await createAll(watched, [documentOf('s1')]);
    await createAll(watched, [documentOf('s2'), documentOf('s1', 'a2')]);
    expect(watched.sent).toEqual(['s1', 's2', 's1']);
  });

  test('those that come some promises later in the same turn', async () => {
    const watched = watch();
    const later = async (turns: number, id: string): Promise<unknown> => {
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      return watched.store.create(documentOf(id), { requestCharge: 0 });
    };
    await Promise.all([later(0, 's1'), later(1, 's2'), later(50, 's3')]);
    expect(watched.sent).toEqual([['s1', 's2', 's3']]);
  });

  test('nothing but creates', async () => {
    const { store } = watch();
    await store.create(documentOf('s1'), { requestCharge: 0 });
    await expect(store.read('a1', 's1', { requestCharge: 0 })).resolves.toMatchObject({ document: documentOf('s1') });
    await expect(store.delete('a1', 's1', undefined, { requestCharge: 0 })).resolves.toBe('deleted');
  });
});

describe('what they cost', () => {
  test('is shared', async () => {
    const charged = calls(3);
    await createAll(watch(), [documentOf('s1'), documentOf('s2'), documentOf('s3')], charged);
    expect(charged.map(({ requestCharge }) => requestCharge)).toEqual([CREATE_CHARGE, CREATE_CHARGE, CREATE_CHARGE]);
  });

  test('is shared when the whole has failed, and the rest is their own', async () => {
    const charged = calls(2);
    const watched = watch({
      createMany(_documents, call) {
        call.requestCharge += 1;
        return Promise.reject(unavailable);
      },
    });
    await createAll(watched, [documentOf('s1'), documentOf('s2')], charged);
    expect(charged.map(({ requestCharge }) => requestCharge)).toEqual([CREATE_CHARGE + 0.5, CREATE_CHARGE + 0.5]);
  });
});

describe('the same document twice', () => {
  test('is sent once, and is a conflict the second time', async () => {
    const watched = watch();
    const documents = [documentOf('s1'), documentOf('s2'), documentOf('s1'), documentOf('s1')];
    await expect(createAll(watched, documents)).resolves.toEqual([version, version, 'conflict', 'conflict']);
    expect(watched.sent).toEqual([['s1', 's2']]);
  });

  test('goes alone when there is no other', async () => {
    const watched = watch();
    await expect(createAll(watched, [documentOf('s1'), documentOf('s1')])).resolves.toEqual([version, 'conflict']);
    expect(watched.sent).toEqual(['s1']);
  });

  test('fails as the first one has failed', async () => {
    const watched = watch({ create: () => Promise.reject(throttled) });
    await expect(createAll(watched, [documentOf('s1'), documentOf('s1')])).resolves.toEqual([throttled, throttled]);
    expect(watched.sent).toEqual(['s1']);
  });
});

describe('a failure', () => {
  const some =
    (...results: readonly CreateResult[]): DocumentStore['createMany'] =>
    () =>
      Promise.resolve(results);

  test('of one leaves the others alone', async () => {
    const watched = watch({
      createMany: some({ version: '"1"' }, 'conflict', timedOut, { version: '"4"' }),
    });
    const documents = ['s1', 's2', 's3', 's4'].map((id) => documentOf(id));
    await expect(createAll(watched, documents)).resolves.toEqual([
      { version: '"1"' },
      'conflict',
      timedOut,
      { version: '"4"' },
    ]);
    expect(watched.sent).toEqual([['s1', 's2', 's3', 's4']]);
  });

  // The store's client tries a single create again, but not one of several.
  test.each([
    ['throttled', throttled],
    ['not reached', unavailable],
  ])('of one that was %s has it tried by itself', async (_what, error) => {
    const watched = watch({ createMany: some({ version: '"1"' }, error) });
    await expect(createAll(watched, [documentOf('s1'), documentOf('s2')])).resolves.toEqual([
      { version: '"1"' },
      version,
    ]);
    expect(watched.sent).toEqual([['s1', 's2'], 's2']);
  });

  test.each([
    ['throttled', throttled],
    ['broken off', unavailable],
    ['something else', new Error('unexpected')],
  ])('of the whole (%s) has each tried by itself', async (_what, error) => {
    const watched = watch({ createMany: () => Promise.reject(error) });
    await expect(createAll(watched, [documentOf('s1'), documentOf('s2')])).resolves.toEqual([version, version]);
    expect(watched.sent).toEqual([['s1', 's2'], 's1', 's2']);
  });

  test('of the whole leaves each to fail by itself', async () => {
    const memory = createMemoryStore();
    const watched = watch({
      createMany: () => Promise.reject(unavailable),
      create: (document, call) => (document.id === 's1' ? Promise.reject(throttled) : memory.create(document, call)),
    });
    await expect(createAll(watched, [documentOf('s1'), documentOf('s2')])).resolves.toEqual([throttled, version]);
  });

  test('of the whole by time-out is theirs: there is no time left to try again', async () => {
    const watched = watch({ createMany: () => Promise.reject(timedOut) });
    await expect(createAll(watched, [documentOf('s1'), documentOf('s2')])).resolves.toEqual([timedOut, timedOut]);
    expect(watched.sent).toEqual([['s1', 's2']]);
  });

  test('of a create alone is its own', async () => {
    const { store } = watch({ create: () => Promise.reject(throttled) });
    await expect(rejectionOf(store.create(documentOf('s1'), { requestCharge: 0 }))).resolves.toBe(throttled);
  });

  test('that is thrown at once is a rejection, too', async () => {
    const fail = (): never => {
      throw throttled;
    };
    const watched = watch({ create: fail, createMany: fail });
    await expect(createAll(watched, [documentOf('s1'), documentOf('s2'), documentOf('s1', 'a2')])).resolves.toEqual([
      throttled,
      throttled,
      throttled,
    ]);
  });
});
