// Which versions a write may happen to, and which a reader has already.
import { isNotModified, requireWritable, type VersionList } from '../../../../shared/resources/conditions.ts';
import { thrownBy } from '../thrown.ts';

const VERSION = '"v1"';

function conditions(ifMatch?: VersionList, ifNoneMatch?: VersionList): Parameters<typeof requireWritable>[1] {
  return { ifMatch, ifNoneMatch };
}

describe('a write', () => {
  test.each([
    [undefined, undefined],
    ['*', undefined],
    [['v0', 'v1'], undefined],
    [undefined, ['v0']],
    [['v1'], ['v0']],
  ] as const)('may happen with If-Match %j and If-None-Match %j', (ifMatch, ifNoneMatch) => {
    expect(() => {
      requireWritable(VERSION, conditions(ifMatch, ifNoneMatch));
    }).not.toThrow();
  });

  test.each([
    [['v0'], undefined, 'If-Match'],
    [undefined, '*', 'If-None-Match'],
    [undefined, ['v1'], 'If-None-Match'],
    [['v0'], ['v1'], 'If-Match'],
  ] as const)('is 412 with If-Match %j and If-None-Match %j', (ifMatch, ifNoneMatch, target) => {
    const error = thrownBy(() => {
      requireWritable(VERSION, conditions(ifMatch, ifNoneMatch));
    });
    expect(error).toMatchObject({ status: 412, target });
  });
});

describe('a read', () => {
  test.each([
    [undefined, undefined, false],
    [undefined, ['v1'], true],
    [undefined, ['v0'], false],
    [undefined, '*', true],
    [['v1'], ['v1'], true],
    ['*', undefined, false],
  ] as const)('with If-Match %j and If-None-Match %j: not modified is %s', (ifMatch, ifNoneMatch, expected) => {
    expect(isNotModified(VERSION, conditions(ifMatch, ifNoneMatch))).toBe(expected);
  });

  test('is 412 for another version than the only one that is wanted', () => {
    expect(thrownBy(() => isNotModified(VERSION, conditions(['v0'])))).toMatchObject({ status: 412 });
  });
});
