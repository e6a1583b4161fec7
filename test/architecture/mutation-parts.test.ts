// Mutation testing reaches all that it is said to reach: a file that no part has would never be changed, a test that no part
// has would never notice.
import { globSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { isIn, mutationParts, partsOf } from '../support/mutation-parts.ts';

const TESTS = 'test/unit/shared';

function partsWith(path: string): readonly string[] {
  return mutationParts.filter((part) => isIn(part, path)).map(({ name }) => name);
}

test.each(globSync('shared/{auth,odata}/**/*.ts'))('%s is in one part', (file) => {
  expect(partsWith(file)).toHaveLength(1);
});

test.each(globSync(`${TESTS}/{auth,odata}/**/*.test.ts`))('%s is run for a part', (file) => {
  const globs = mutationParts.flatMap(({ tests }) => tests);
  expect(globs.filter((glob) => matchesGlob(file, `${TESTS}/${glob}`))).not.toEqual([]);
});

describe('what is asked for', () => {
  test('is a part, or files of one, which are done together', () => {
    const [key, links, claims] = ['shared/odata/key.ts', 'shared/odata/links.ts', 'shared/auth/claims.ts'];
    expect(partsOf(['repetition', key, claims, links]).map(({ name, files }) => ({ name, files }))).toEqual([
      { name: 'repetition', files: mutationParts.find(({ name }) => name === 'repetition')?.files },
      { name: 'entity', files: [key, links] },
      { name: 'auth', files: [claims] },
    ]);
    expect(partsOf(['auth', claims])).toEqual(mutationParts.filter(({ name }) => name === 'auth'));
    expect(partsOf([])).toBe(mutationParts);
  });

  test.each(['shared/odata/kye.ts', 'shared/app.ts', 'everything'])(
    'is refused when there is no such thing: %s',
    (wish) => {
      expect(() => partsOf([wish])).toThrow(`'${wish}' is neither a part (auth, filter, query, entity, repetition)`);
    },
  );
});
