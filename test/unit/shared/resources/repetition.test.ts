// By what a create is known again, and what a document keeps for it.
import { createHash } from 'node:crypto';
import type { Caller } from '../../../../shared/auth/caller.ts';
import type { NavigationStep } from '../../../../shared/odata/links.ts';
import {
  isSameCreate,
  type LaterKeys,
  laterKeys,
  originOf,
  type Repetition,
  type RepetitionMark,
  readRepetition,
  withFirstVersion,
} from '../../../../shared/resources/repetition.ts';
import type { AuditFacts, StoredDocument } from '../../../../shared/store/document-store.ts';
import { thrownBy } from '../thrown.ts';

const GUID = '0d6ad0a3-0f3c-4c0a-9e0f-4f7f8d5d5a10';
const CREATED = Date.parse('2026-11-25T08:49:37Z');
const WINDOW_MS = 600_000;

const caller: Caller = { kind: 'application', tenantId: 't1', appId: 'c1', objectId: 'o1', permissions: new Set() };
const path: readonly NavigationStep[] = [{ name: 'mobileApps', key: 'a1' }, { name: 'userStatuses' }];
const body = { userName: 'Adele', installedDeviceCount: 1 };

interface Given {
  readonly mark?: RepetitionMark;
  readonly caller?: Partial<Caller>;
  readonly body?: unknown;
  readonly path?: readonly NavigationStep[];
}

function repetition(kind: RepetitionMark['kind'], given: Given = {}): Repetition {
  const request = {
    repetitionMark: given.mark ?? { kind, id: GUID },
    caller: { ...caller, ...given.caller },
    body: given.body ?? body,
  };
  const read = readRepetition(request, () => given.path ?? path);
  if (read === undefined) throw new Error('There is a mark.');
  return read;
}

describe.each(['repeatabilityRequestId', 'clientRequestId'] as const)('the identity of a create by %s', (kind) => {
  test('is one for the same create, and can be a key', () => {
    const { identity } = repetition(kind);
    expect(repetition(kind).identity).toBe(identity);
    expect(identity).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test.each<readonly [string, Given]>([
    ['tenant', { caller: { tenantId: 't2' } }],
    ['calling app', { caller: { appId: 'c2' } }],
    ['user or service principal', { caller: { objectId: 'o2' } }],
    ['user, because the token names none', { caller: { objectId: undefined } }],
    ['id', { mark: { kind, id: GUID.replace('0', '1') } }],
    ['app', { path: [{ name: 'mobileApps', key: 'a2' }, { name: 'userStatuses' }] }],
    ['collection', { path: [{ name: 'mobileApps', key: 'a1' }, { name: 'deviceStatuses' }] }],
    ['path with the names of two steps run together', { path: [{ name: 'mobileApps', key: 'a1,userStatuses' }] }],
  ])('is another for another %s', (_what, given) => {
    expect(repetition(kind, given).identity).not.toBe(repetition(kind).identity);
  });

  test('does not mix up tenant, app and user', () => {
    const one = repetition(kind, { caller: { tenantId: 'x', appId: 'y', objectId: 'z' } });
    const other = repetition(kind, { caller: { tenantId: 'y', appId: 'x', objectId: 'z' } });
    expect(one.identity).not.toBe(other.identity);
  });

  test('does not depend on the token of the caller otherwise', () => {
    const renewed = { permissions: new Set(['more']) };
    expect(repetition(kind, { caller: renewed }).identity).toBe(repetition(kind).identity);
  });
});

describe('the kinds of marks', () => {
  test('have identities of their own', () => {
    expect(repetition('repeatabilityRequestId').identity).not.toBe(repetition('clientRequestId').identity);
  });

  test('differ in what another payload means: the same create gone wrong, or another create', () => {
    const other = { body: { ...body, installedDeviceCount: 2 } };
    expect(repetition('repeatabilityRequestId', other).identity).toBe(repetition('repeatabilityRequestId').identity);
    expect(repetition('clientRequestId', other).identity).not.toBe(repetition('clientRequestId').identity);
  });

  test('are none where the client sent none', () => {
    expect(readRepetition({ repetitionMark: undefined, caller, body }, () => path)).toBeUndefined();
    expect(originOf('r1', undefined)).toEqual({ requestId: 'r1' });
  });
});

describe('the payload', () => {
  const payloadOf = (json: string): string => repetition('clientRequestId', { body: JSON.parse(json) }).payload;

  test('is a hash, so that a document holds no second copy of a name', () => {
    const text = '[["installedDeviceCount",1],["userName","Adele"]]';
    expect(repetition('clientRequestId').payload).toBe(createHash('sha256').update(text).digest('hex'));
  });

  test.each(['{ "b" : 2,\n"a":1 }', '{"b":2.0,"a":1e0}', '{"\\u0061":1,"b":2}'])(
    'is one for {"a":1,"b":2} and %s',
    (json) => {
      expect(payloadOf(json)).toBe(payloadOf('{"a":1,"b":2}'));
    },
  );

  test.each([
    '{"a":1}',
    '{"a":2,"b":1}',
    '{"a":"1","b":2}',
    '{"a":1,"b":2,"c":null}',
    '{"a":1,"B":2}',
    '{"a":[1,2],"b":2}',
  ])('is another for {"a":1,"b":2} and %s', (json) => {
    expect(payloadOf(json)).not.toBe(payloadOf('{"a":1,"b":2}'));
  });
});

const actor = { tenantId: 't1', appId: 'c1' };

function stored(audit: Partial<AuditFacts> | undefined): StoredDocument {
  const at = new Date(CREATED).toISOString();
  const facts = { createdDateTime: at, createdBy: actor, lastModifiedDateTime: at, lastModifiedBy: actor, ...audit };
  const document = { id: 's1', mobileAppId: 'a1', entityType: 'userAppInstallStatus', schemaVersion: 1 };
  return audit === undefined ? document : { ...document, audit: facts };
}

/** Judges a create that comes so long after the document was made. */
function judge(earlier: StoredDocument, again: Repetition | undefined, age = 0, requestId = 'r2'): boolean {
  return isSameCreate(earlier, { requestId, repetition: again, at: new Date(CREATED + age), windowMs: WINDOW_MS });
}

describe('a create that met a document', () => {
  const marked = (kind: RepetitionMark['kind'], given?: Given): StoredDocument =>
    stored(originOf('r1', repetition(kind, given)));

  test.each(['repeatabilityRequestId', 'clientRequestId'] as const)('is the same within the window, by %s', (kind) => {
    for (const age of [-1_000, 0, 1, WINDOW_MS]) expect(judge(marked(kind), repetition(kind), age)).toBe(true);
  });

  test('is another after the window, by clientRequestId', () => {
    expect(judge(marked('clientRequestId'), repetition('clientRequestId'), WINDOW_MS + 1)).toBe(false);
  });

  test('is refused after the window, by repeatabilityRequestId', () => {
    const kind = 'repeatabilityRequestId';
    expect(thrownBy(() => judge(marked(kind), repetition(kind), WINDOW_MS + 1))).toMatchObject({
      status: 412,
      entry: 'repeatedTooLate',
      message:
        'A create is known again for 600 seconds. The one with this Repeatability-Request-ID was made longer ago.',
      headers: { 'Repeatability-Result': 'rejected' },
    });
  });

  test('is refused with another payload, by repeatabilityRequestId', () => {
    const kind = 'repeatabilityRequestId';
    const other = repetition(kind, { body: { ...body, userName: 'Bert' } });
    expect(thrownBy(() => judge(marked(kind), other))).toMatchObject({
      status: 400,
      entry: 'repeatedWithOtherPayload',
      target: 'Repeatability-Request-ID',
      headers: { 'Repeatability-Result': 'rejected' },
    });
  });

  test.each<readonly [string, StoredDocument, Repetition | undefined]>([
    ['neither has a mark', stored(originOf('r1', undefined)), undefined],
    ['it has none', marked('clientRequestId'), undefined],
    ['the document has none', stored(originOf('r1', undefined)), repetition('clientRequestId')],
    ['the document is of an earlier release', stored({}), repetition('clientRequestId')],
    ['the document has no audit facts', stored(undefined), repetition('clientRequestId')],
    ['the marks differ in kind', marked('clientRequestId'), repetition('repeatabilityRequestId')],
    ['another caller made it', marked('clientRequestId', { caller: { appId: 'c2' } }), repetition('clientRequestId')],
  ])('is another when %s', (_why, earlier, again) => {
    expect(judge(earlier, again)).toBe(false);
  });

  test('is the same whatever its mark and age when this very request made the document', () => {
    expect(judge(stored(originOf('r1', undefined)), undefined, 0, 'r1')).toBe(true);
    expect(judge(marked('clientRequestId'), repetition('clientRequestId'), 2 * WINDOW_MS, 'r1')).toBe(true);
  });
});

describe('the later keys', () => {
  const keysAt = (age: number): LaterKeys => laterKeys(repetition('clientRequestId'), new Date(age), WINDOW_MS);

  test('are those of the span of time and of the one before it', () => {
    const { current, before } = keysAt(3 * WINDOW_MS);
    expect(keysAt(4 * WINDOW_MS - 1)).toEqual({ current, before });
    expect(keysAt(4 * WINDOW_MS).before).toBe(current);
    expect(keysAt(3 * WINDOW_MS - 1).current).toBe(before);
  });

  test('are keys, and none of another create', () => {
    const { identity } = repetition('clientRequestId');
    const other = laterKeys(repetition('repeatabilityRequestId'), new Date(0), WINDOW_MS);
    const mine = keysAt(0);
    expect(new Set([identity, mine.current, mine.before, other.current, other.before]).size).toBe(5);
    for (const key of [mine.current, mine.before]) expect(key).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});

describe('the first version', () => {
  const { identity, payload } = repetition('clientRequestId');
  const before = stored(originOf('r1', repetition('clientRequestId')));

  function change(document: StoredDocument, version: string): StoredDocument {
    return withFirstVersion({ document, version }, { ...document, userName: 'Berta' });
  }

  test('is kept with the first change, and stays with the next; the values are not, which a repetition brings along', () => {
    const once = change(before, 'v1');
    expect(once).toEqual({
      ...before,
      userName: 'Berta',
      audit: { ...before.audit, repetition: { identity, payload, firstVersion: 'v1' } },
    });
    expect(change(once, 'v2').audit?.repetition).toEqual({ identity, payload, firstVersion: 'v1' });
  });

  test('is not kept where the create cannot come again', () => {
    for (const document of [stored(originOf('r1', undefined)), stored({}), stored(undefined)]) {
      expect(change(document, 'v1')).toEqual({ ...document, userName: 'Berta' });
    }
  });
});
