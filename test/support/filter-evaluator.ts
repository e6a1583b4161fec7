// What a filter means, written down a second time: OData's truth of a filter for one entity, read off the standard.
import type {
  Comparison,
  FilterExpression,
  Literal,
  Operand,
  PropertyValue,
} from '../../shared/odata/filter/expression.ts';

/** An entity as it is stored; a property that is missing is null. */
export type Values = Readonly<Record<string, string | number | null | undefined>>;

/** A value in an order of its own type, or null. */
type Value = string | number | bigint | null;

/** Whether the filter holds for the entity: OData URL Conventions 4.01 §5.1.1.1, `null` where it cannot be said. */
export function evaluate(filter: FilterExpression, entity: Values): boolean | null {
  switch (filter.kind) {
    case 'and': {
      const results = filter.operands.map((operand) => evaluate(operand, entity));
      return results.includes(false) ? false : results.includes(null) ? null : true;
    }
    case 'or': {
      const results = filter.operands.map((operand) => evaluate(operand, entity));
      return results.includes(true) ? true : results.includes(null) ? null : false;
    }
    case 'not': {
      const result = evaluate(filter.operand, entity);
      return result === null ? null : !result;
    }
    case 'compare':
      return compare(filter, entity);
    case 'in':
      return filter.list.some((literal) => valueOf(literal, entity) === valueOf(filter.operand, entity));
    case 'test': {
      const text = valueOf(filter.text, entity);
      const part = valueOf(filter.part, entity);
      if (typeof text !== 'string' || typeof part !== 'string') return null;
      if (filter.function === 'contains') return text.includes(part);
      return filter.function === 'startswith' ? text.startsWith(part) : text.endsWith(part);
    }
  }
}

/** eq and ne know null; for gt, ge, lt and le "if any operand is null, the operator returns false" (4.0). */
function compare({ operator, left, right }: Comparison, entity: Values): boolean {
  const [a, b] = [valueOf(left, entity), valueOf(right, entity)];
  if (operator === 'eq') return a === b;
  if (operator === 'ne') return a !== b;
  if (a === null || b === null) return false;
  const order = orderOf(a, b);
  if (operator === 'gt') return order > 0;
  if (operator === 'ge') return order >= 0;
  return operator === 'lt' ? order < 0 : order <= 0;
}

function valueOf(operand: Operand, entity: Values): Value {
  switch (operand.kind) {
    case 'null':
      return null;
    case 'string':
    case 'int32':
      return operand.value;
    case 'dateTimeOffset':
      return momentOf(operand.value);
    case 'enum':
      return memberOf(operand, operand.value);
    case 'property':
      return propertyOf(operand, entity);
    case 'case': {
      const text = valueOf(operand.operand, entity);
      if (typeof text !== 'string') return null;
      return operand.function === 'tolower' ? text.toLowerCase() : text.toUpperCase();
    }
  }
}

function propertyOf({ property }: PropertyValue, entity: Values): Value {
  const value = entity[property.storedAs ?? property.name] ?? null;
  if (typeof value !== 'string' || property.edmType === 'Edm.String') return value;
  if (property.edmType === 'Edm.DateTimeOffset') return momentOf(value);
  return typeof property.edmType === 'string' ? value : memberOf({ type: property.edmType }, value);
}

/** A member by its value, which is what the members are ordered by. */
function memberOf({ type }: Pick<Extract<Literal, { kind: 'enum' }>, 'type'>, name: string): bigint {
  return BigInt(type.members.get(name) ?? NaN);
}

/** 10⁻¹² s since 1970, from the date and time in numbers: nothing here trusts the order of the texts. */
function momentOf(text: string): bigint {
  const [, seconds = '', fraction = '', beyond = ''] = /^(.{19})\.(\d{7})Z(\d*)$/.exec(text) ?? [];
  const digits = `${fraction}${beyond}`.padEnd(12, '0');
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000_000n + BigInt(digits);
}

/** Strings are ordered by code point, which is also the order of their UTF-8. */
function orderOf(a: Exclude<Value, null>, b: Exclude<Value, null>): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}
