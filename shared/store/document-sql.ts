// The Cosmos SQL of a document query: one partition, one type, a parametrised condition, an order from the index.
import type { SqlQuerySpec } from '@azure/cosmos';
import type { DocumentQuery } from './document-store.ts';
import { toFilterSql } from './filter-sql.ts';

/**
 * Makes the query. Property names come from the definition of the entity type, values are parameters only.
 * @param selected - what is selected: `*`, `VALUE COUNT(1)`, or the names of properties
 */
export function toQuerySpec(selected: '*' | 'VALUE COUNT(1)' | readonly string[], query: DocumentQuery): SqlQuerySpec {
  const { mobileAppId, entityType, filter, sort } = query;
  const filterSql = filter === undefined ? undefined : toFilterSql(filter);
  const conditions = [
    'c.mobileAppId = @mobileAppId',
    ...(entityType === undefined ? [] : ['c.entityType = @entityType']),
    ...(filterSql === undefined ? [] : [filterSql.condition]),
  ];
  const keys = sort.map(
    ({ property, storedAs = property, direction }) => `${pathOf(storedAs)} ${direction.toUpperCase()}`,
  );
  const order = keys.length === 0 || selected === 'VALUE COUNT(1)' ? '' : ` ORDER BY ${keys.join(', ')}`;
  const selection = typeof selected === 'string' ? selected : selected.map(pathOf).join(', ');
  return {
    query: `SELECT ${selection} FROM c WHERE ${conditions.join(' AND ')}${order}`,
    parameters: [
      { name: '@mobileAppId', value: mobileAppId },
      ...(entityType === undefined ? [] : [{ name: '@entityType', value: entityType }]),
      ...(filterSql?.parameters ?? []),
    ],
  };
}

function pathOf(name: string): string {
  return `c[${JSON.stringify(name)}]`;
}
