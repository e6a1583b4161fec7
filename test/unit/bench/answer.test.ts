// A contestant that answers less than it should, or without its store, must not get a figure.
import { assertGoodAnswer, findUnstored } from '../../../bench/answer.ts';
import { batchSize, createdValues, patchedValues } from '../../../bench/operations.ts';
import {
  failedStatuses,
  pageSize,
  type Status,
  statusToGet,
  statusToPatch,
  statuses,
} from '../../../bench/statuses.ts';

const page = (value: readonly Status[]): string => JSON.stringify({ '@odata.context': '…', value });

const batch = (count: number, last: object = {}): string => {
  const good = { status: 201, body: { id: '1', ...createdValues } };
  return JSON.stringify({ responses: [...Array<object>(count - 1).fill(good), { ...good, ...last }] });
};

describe('assertGoodAnswer', () => {
  test.each([
    ['get', JSON.stringify(statusToGet)],
    ['list', page(statuses.slice(0, pageSize))],
    ['filter', page(failedStatuses)],
    ['batch', batch(batchSize)],
    ['patch', JSON.stringify({ '@odata.etag': '…', ...statusToPatch, ...patchedValues })],
  ] as const)('is content with what %s should give', (operation, body) => {
    expect(() => {
      assertGoodAnswer('ours', operation, { status: 200, body });
    }).not.toThrow();
  });

  test.each([
    ['another status', 'get', 204, JSON.stringify(statusToGet)],
    ['another entity', 'get', 200, JSON.stringify(statusToPatch)],
    ['a create without a key', 'create', 201, JSON.stringify({ ...statusToGet, id: undefined })],
    ['an entity as it was before the patch', 'patch', 200, JSON.stringify(statusToPatch)],
    ['a page that is too short', 'list', 200, page(statuses.slice(0, pageSize - 1))],
    ['a list that is not filtered', 'filter', 200, page(statuses)],
    ['an entity instead of a list', 'list', 200, JSON.stringify(statusToGet)],
    ['a batch that lacks an answer', 'batch', 200, batch(batchSize - 1)],
    ['a batch without answers', 'batch', 200, '{}'],
    ['a batch with one that has failed', 'batch', 200, batch(batchSize, { status: 409 })],
    ['a batch with one that is another', 'batch', 200, batch(batchSize, { body: { ...createdValues } })],
  ] as const)('refuses %s', (_what, operation, status, body) => {
    expect(() => {
      assertGoodAnswer('cap', operation, { status, body });
    }).toThrow("'cap'");
  });

  test('refuses a page of entities that lack a property', () => {
    const bare = statuses.slice(0, pageSize).map(({ id, userName }) => ({ id, userName }));
    expect(() => {
      assertGoodAnswer('cap', 'list', { status: 200, body: JSON.stringify({ value: bare }) });
    }).toThrow('installedDeviceCount');
  });
});

describe('findUnstored', () => {
  const before = { create: 5, bulk: 5, read: 5, query: 5, replace: 5 };

  test('finds nothing when the store saw what was answered, or more', () => {
    expect(findUnstored('get', 10, before, { ...before, read: 15 })).toBeUndefined();
    expect(findUnstored('list', 10, before, { ...before, query: 17 })).toBeUndefined();
  });

  test('wants a read and a replace for each patch', () => {
    expect(findUnstored('patch', 10, before, { ...before, read: 15, replace: 15 })).toBeUndefined();
    expect(findUnstored('patch', 10, before, { ...before, read: 15, replace: 14 })).toContain('9 of 10 (replace)');
  });

  test('wants one request of several creates for each batch', () => {
    expect(findUnstored('batch', 10, before, { ...before, bulk: 15 })).toBeUndefined();
    expect(findUnstored('batch', 10, before, { ...before, create: 205, bulk: 14 })).toContain('9 of 10 (bulk)');
  });

  test('takes no request for one of another kind', () => {
    expect(findUnstored('create', 10, before, { ...before, read: 15 })).toContain('0 of 10 (create)');
  });
});
