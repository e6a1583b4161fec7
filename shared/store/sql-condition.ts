// Conditions of Cosmos SQL put together with as few parentheses as they can be read with.

/** A condition: always so, never so, a piece of SQL that binds tighter than AND, or several conditions joined. */
export type SqlCondition =
  | boolean
  | string
  | { readonly joinedBy: 'AND' | 'OR'; readonly conditions: readonly Exclude<SqlCondition, boolean>[] };

type Joiner = 'AND' | 'OR';

/** Holds when all of them hold. */
export function allOf(...conditions: readonly SqlCondition[]): SqlCondition {
  return join('AND', conditions);
}

/** Holds when one of them holds. */
export function anyOf(...conditions: readonly SqlCondition[]): SqlCondition {
  return join('OR', conditions);
}

/** Writes a condition so that it can stand beside others joined by AND. */
export function toSql(condition: SqlCondition): string {
  return typeof condition === 'boolean' ? String(condition) : write(condition, 'AND');
}

function join(joinedBy: Joiner, conditions: readonly SqlCondition[]): SqlCondition {
  /** What decides the whole by itself: one false among all, one true among any. */
  const decisive = joinedBy === 'OR';
  const rest: Exclude<SqlCondition, boolean>[] = [];
  for (const condition of conditions) {
    if (condition === decisive) return decisive;
    if (typeof condition === 'boolean') continue;
    if (typeof condition !== 'string' && condition.joinedBy === joinedBy) rest.push(...condition.conditions);
    else rest.push(condition);
  }
  const [first] = rest;
  if (first === undefined) return !decisive;
  return rest.length === 1 ? first : { joinedBy, conditions: rest };
}

function write(condition: Exclude<SqlCondition, boolean>, within: Joiner): string {
  if (typeof condition === 'string') return condition;
  const { joinedBy, conditions } = condition;
  const sql = conditions.map((inner) => write(inner, joinedBy)).join(` ${joinedBy} `);
  // AND binds tighter than OR, so only an OR within an AND needs them.
  return joinedBy === 'OR' && within === 'AND' ? `(${sql})` : sql;
}
