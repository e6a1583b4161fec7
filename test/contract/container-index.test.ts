// The container's index and the queries that are offered are made for each other: neither has what the other has not.
import fc from 'fast-check';
import { describeSort, type Sort } from '../../shared/odata/order-by.ts';
import { parseFilter } from '../../shared/odata/filter/parser.ts';
import type { QueryableCollection } from '../../shared/odata/collection-query.ts';
import { mobileAppInstallStatusCollection } from '../../shared/resources/mobile-app-install-status/collection.ts';
import { mobileAppCollection } from '../../shared/resources/mobile-app/collection.ts';
import { userAppInstallStatusCollection } from '../../shared/resources/user-app-install-status/collection.ts';
import { containerDefinition } from '../../shared/store/container-definition.ts';
import { toQuerySpec } from '../../shared/store/document-sql.ts';

/** Every collection that is offered; its types lie in the one container. */
const collections: readonly QueryableCollection[] = [
  userAppInstallStatusCollection,
  mobileAppInstallStatusCollection,
  mobileAppCollection,
];

const policy = containerDefinition.indexingPolicy ?? {};
const composites = (policy.compositeIndexes ?? []).map((paths): Sort =>
  paths.map(({ path, order }) => ({ property: path.slice(1), direction: order === 'descending' ? 'desc' : 'asc' })),
);
const indexed = new Set((policy.includedPaths ?? []).map(({ path }) => path));

const offered = collections.flatMap(({ sorts }) => sorts);
const storedNames = collections.flatMap(({ filterable, searchable }) =>
  [...filterable.properties.values(), ...(searchable === undefined ? [] : [searchable])].map(
    ({ name, storedAs = name }) => storedAs,
  ),
);

/** What queries name beside what clients ask for: the partition, the type, the owner, and the order of the summary. */
const OUR_OWN = ['mobileAppId', 'entityType', 'owner', 'userKey'];

/** The properties that a query names, as paths of the index; Cosmos indexes the id by itself. */
function pathsOf(query: string): string[] {
  const names = [...query.matchAll(/\bc(?:\.(\w+)|\["(\w+)"\])/g)].map(([, plain, quoted]) => plain ?? quoted ?? '');
  return names.filter((name) => name !== 'id').map((name) => `/${name}/?`);
}

function queryFor(filter: string | undefined, sort: Sort, collection: QueryableCollection): string {
  return toQuerySpec('*', {
    mobileAppId: 'a1',
    entityType: collection.type.qualifiedName,
    filter: filter === undefined ? undefined : parseFilter(filter, collection.filterable),
    sort,
  }).query;
}

describe('the composite indexes', () => {
  test('serve every sort by several properties that is offered, and no other', () => {
    const bySeveral = offered.filter((sort) => sort.length > 1).map(describeSort);
    expect(composites.map(describeSort).sort()).toEqual([...new Set(bySeveral)].sort());
  });

  test('are of properties that the collections have', () => {
    for (const { property } of composites.flat()) expect(storedNames).toContain(property);
  });
});

describe('the included paths', () => {
  test('are the properties of the collections but for the id, and what every query names', () => {
    const names = new Set([...OUR_OWN, ...storedNames]);
    names.delete('id');
    expect([...indexed].sort()).toEqual([...names].map((name) => `/${name}/?`).sort());
  });

  test('are all that is indexed', () => {
    expect(policy).toMatchObject({ indexingMode: 'consistent', excludedPaths: [{ path: '/*' }] });
  });
});

describe.each(collections.map((collection) => [collection.type.qualifiedName, collection] as const))(
  'a query of %s',
  (_name, collection) => {
    test('names only indexed paths, whatever it is filtered by', () => {
      const condition = fc
        .constantFrom(...collection.filterable.properties.values())
        .chain(({ name, edmType }) =>
          typeof edmType !== 'string'
            ? fc.constantFrom(
                ...[...edmType.members.keys()].map((member) => `${name} ge '${member}'`),
                `${name} ne null`,
              )
            : edmType === 'Edm.DateTimeOffset'
              ? fc.constantFrom(`${name} gt 2017-01-01T00:00:00Z`, `${name} ne null`)
              : edmType === 'Edm.String'
                ? fc.constantFrom(
                    `${name} eq 'x'`,
                    `contains(${name},'x')`,
                    `tolower(${name}) in ('x','y')`,
                    `${name} gt 'x'`,
                  )
                : fc.constantFrom(`${name} gt 3`, `${name} ne null`, `${name} in (1,2)`, `not (${name} le 3)`),
        );
      const filters = fc.array(condition, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' or '));
      fc.assert(
        fc.property(filters, fc.constantFrom(...collection.sorts), (filter, sort) => {
          for (const path of pathsOf(queryFor(filter, sort, collection))) expect(indexed).toContain(path);
        }),
      );
    });

    test('sorts by one indexed property or by a composite index', () => {
      const known = new Set(composites.map(describeSort));
      for (const sort of collection.sorts) {
        expect(pathsOf(queryFor(undefined, sort, collection)).every((path) => indexed.has(path))).toBe(true);
        expect(sort.length === 1 || known.has(describeSort(sort))).toBe(true);
      }
    });

    test('can be sorted by each property that has an order in the store, upwards and downwards', () => {
      const single = collection.sorts.filter((sort) => sort.length === 1).map(describeSort);
      // Members of enumerations are stored by name, which has not their order.
      const names = [...collection.filterable.properties.values()]
        .filter(({ edmType }) => typeof edmType === 'string')
        .map(({ name }) => name);
      expect(single.sort()).toEqual(names.flatMap((name) => [name, `${name} desc`]).sort());
    });
  },
);
