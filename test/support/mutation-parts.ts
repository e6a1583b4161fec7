// What mutation testing is done to, in parts: each mutant loads all tests of its part, so a part has few.
import { existsSync } from 'node:fs';
import { matchesGlob } from 'node:path';

/** Files that are changed, and the tests that have to notice. */
export interface MutationPart {
  readonly name: string;
  /** Globs, from the project's folder. */
  readonly files: readonly string[];
  /** Globs, from the folder of the unit tests of `shared/`. */
  readonly tests: readonly string[];
}

const query = 'shared/odata/{collection-query,expand,order-by,page-size,search,select,skip-token,sorts}.ts';
/** All parts. The tests beside the code only: those over HTTP would notice more, and would take a night. */
export const mutationParts: readonly MutationPart[] = [
  { name: 'auth', files: ['shared/auth/**/*.ts'], tests: ['auth/**/*.test.ts'] },
  { name: 'filter', files: ['shared/odata/filter/**/*.ts'], tests: ['odata/filter/**/*.test.ts'] },
  {
    name: 'query',
    files: [query],
    tests: ['odata/{collection-query,expand,expanded-json,order-by,search,select,skip-token}.test.ts'],
  },
  {
    name: 'entity',
    files: ['shared/odata/*.ts', `!${query}`],
    tests: [
      'odata/{csdl,date-time-offset,entity-*,expanded-json,key,links,quick-check,resource-path,xml}.test.ts',
      'odata/{properties,reference-json,required-properties,service-document}.test.ts',
    ],
  },
  {
    name: 'repetition',
    files: ['shared/resources/repetition.ts', 'shared/http/repeatability.ts'],
    tests: ['resources/repetition.test.ts', 'http/repeatability.test.ts'],
  },
];

/**
 * The parts that somebody asks for: by name whole, by a file's path with that file alone; all of them without a wish.
 * @throws Error when a wish is neither
 */
export function partsOf(wishes: readonly string[]): readonly MutationPart[] {
  if (wishes.length === 0) return mutationParts;
  const wished = wishes.map((wish) => {
    const part = mutationParts.find((each) => each.name === wish || (isIn(each, wish) && existsSync(wish)));
    const names = mutationParts.map(({ name }) => name).join(', ');
    if (part === undefined) throw new Error(`'${wish}' is neither a part (${names}) nor a file of one.`);
    return { part, wish };
  });
  return [...Map.groupBy(wished, ({ part }) => part)].map(([part, of]) => {
    const isWhole = of.some(({ wish }) => wish === part.name);
    return isWhole ? part : { ...part, files: of.map(({ wish }) => wish) };
  });
}

/** Whether a file is changed in the part. */
export function isIn({ files }: MutationPart, path: string): boolean {
  const [without, within] = [true, false].map((isLeftOut) =>
    files.some((glob) => glob.startsWith('!') === isLeftOut && matchesGlob(path, glob.replace(/^!/, ''))),
  );
  return within === true && without === false;
}
