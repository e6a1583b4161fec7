// The Cosmos SQL of a document query: one partition, one type, a parametrised condition, an order from the index.
import type { SqlQuerySpec } from '@azure/cosmos';
import type { DocumentQuery } from './document-store.ts';
import { toFilterSql } from './filter-sql.ts';

/**
 * Makes the query. Property names come from the definition of the entity type, values are parameters only.
 * @param selected - what is selected: `*`, or `VALUE COUNT(1)`
 */
export function toQuerySpec(selected: '*' | 'VALUE COUNT(1)', query: DocumentQuery): SqlQuerySpec {
  const { mobileAppId, entityType, filter, sort } = query;
  const filterSql = filter === undefined ? undefined : toFilterSql(filter);
  const conditions = [
    'c.mobileAppId = @mobileAppId',
    'c.entityType = @entityType',
    ...(filterSql === undefined ? [] : [filterSql.condition]),
  ];
  const keys = sort.map(
    ({ property, storedAs = property, direction }) => `c[${JSON.stringify(storedAs)}] ${direction.toUpperCase()}`,
  );
  const order = keys.length === 0 || selected !== '*' ? '' : ` ORDER BY ${keys.join(', ')}`;
  return {
    query: `SELECT ${selected} FROM c WHERE ${conditions.join(' AND ')}${order}`,
    parameters: [
      { name: '@mobileAppId', value: mobileAppId },
      { name: '@entityType', value: entityType },
      ...(filterSql?.parameters ?? []),
    ],
  };
}
