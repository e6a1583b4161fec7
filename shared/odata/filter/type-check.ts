// Holds the operands of $filter to one type: what stands in quotes may be a string or a member of an enumeration.
import { shorten } from '../../errors/shorten.ts';
import type { Comparison, ComparisonOperator, Literal, Operand, StringOperand } from './expression.ts';
import { edmTypeName, type EnumerationType } from '../edm-type.ts';
import { invalidFilter } from './filter-error.ts';

/** Something that was read, and where it begins. */
export interface Located<Node> {
  readonly position: number;
  readonly node: Node;
}

/** So many members of an enumeration are listed in a message. */
const MAX_LISTED_MEMBERS = 10;

const ENUM_VALUE = /^-?\d+$/;

/**
 * Makes a comparison of two operands.
 * @throws GraphError 400 when they are of different types, or of one that cannot be compared so
 */
export function comparison(
  operator: ComparisonOperator,
  leftRead: Located<Operand>,
  rightRead: Located<Operand>,
): Comparison {
  const isEquality = operator === 'eq' || operator === 'ne';
  const left = adaptTo(rightRead.node, leftRead, isEquality);
  const right = adaptTo(leftRead.node, rightRead, isEquality);
  const [leftType, rightType] = [typeName(left), typeName(right)];
  if (leftType !== undefined && rightType !== undefined && leftType !== rightType) {
    const position = isLiteral(left) ? leftRead.position : rightRead.position;
    throw invalidFilter(position, mismatch(left, right));
  }
  if (!isEquality && left.kind === 'property' && right.kind === 'property' && enumerationOf(left) !== undefined) {
    throw invalidFilter(
      rightRead.position,
      `Two properties of the type ${edmTypeName(left.property.edmType)} can be compared with eq and ne only.`,
    );
  }
  return { kind: 'compare', operator, left, right };
}

/**
 * Fits a member of the list of `in` to the operand before `in`.
 * @throws GraphError 400 when it is of another type
 */
export function listMember(operand: Operand, member: Located<Literal>): Literal {
  const literal = adaptTo(operand, member, true);
  const [type, memberType] = [typeName(operand), typeName(literal)];
  if (type !== undefined && memberType !== undefined && type !== memberType) {
    throw invalidFilter(member.position, mismatch(operand, literal));
  }
  return literal;
}

/**
 * The argument of a string function.
 * @throws GraphError 400 when it is not a string
 */
export function stringArgument(functionName: string, { node, position }: Located<Operand>): StringOperand {
  if (node.kind === 'string' || node.kind === 'case') return node;
  if (node.kind === 'property' && node.property.edmType === 'Edm.String') return node;
  throw invalidFilter(position, `'${functionName}' takes strings; ${described(node)} is none.`);
}

/** An operand as a message names it: `'userName' (Edm.String)`. */
export function described(operand: Operand): string {
  switch (operand.kind) {
    case 'null':
      return 'null';
    case 'property':
      return `'${operand.property.name}' (${edmTypeName(operand.property.edmType)})`;
    case 'case':
      return `the result of '${operand.function}' (Edm.String)`;
    case 'enum':
      return `${operand.type.enumType}'${operand.value}'`;
    case 'string':
      return `'${shorten(operand.value)}' (Edm.String)`;
    case 'int32':
      return `${operand.value} (Edm.Int32)`;
    case 'dateTimeOffset':
      return `${operand.value} (Edm.DateTimeOffset)`;
  }
}

/**
 * The member of an enumeration that a literal names, by its name or by its value.
 * @throws GraphError 400, in the words of Intune, when there is no such member
 */
export function enumMember(type: EnumerationType, text: string, position: number): Literal {
  if (type.members.has(text)) return { kind: 'enum', type, value: text };
  if (ENUM_VALUE.test(text)) {
    for (const [name, value] of type.members) if (value === Number(text)) return { kind: 'enum', type, value: name };
  }
  const members = [...type.members.keys()];
  const listed = members.slice(0, MAX_LISTED_MEMBERS).join(', ');
  throw invalidFilter(
    position,
    `Requested value '${shorten(text)}' was not found. Members of ${type.enumType}: ${listed}${members.length > MAX_LISTED_MEMBERS ? ', …' : ''}.`,
  );
}

/** Reads a quoted literal as what it is compared with: a member of an enumeration, or a string in its stored spelling. */
function adaptTo<Node extends Operand>(
  other: Operand,
  { node, position }: Located<Node>,
  byIdentity: boolean,
): Node | Literal {
  if (node.kind !== 'string') return node;
  const enumeration = enumerationOf(other);
  if (enumeration !== undefined) return enumMember(enumeration, node.value, position);
  const canonical = byIdentity && other.kind === 'property' ? other.property.canonicalValue : undefined;
  return canonical === undefined ? node : { kind: 'string', value: canonical(node.value) };
}

function enumerationOf(operand: Operand): EnumerationType | undefined {
  if (operand.kind === 'enum') return operand.type;
  if (operand.kind !== 'property' || typeof operand.property.edmType === 'string') return undefined;
  return operand.property.edmType;
}

/** Null has no type: it can stand beside any. */
function typeName(operand: Operand): string | undefined {
  switch (operand.kind) {
    case 'null':
      return undefined;
    case 'property':
      return edmTypeName(operand.property.edmType);
    case 'enum':
      return operand.type.enumType;
    case 'int32':
      return 'Edm.Int32';
    case 'dateTimeOffset':
      return 'Edm.DateTimeOffset';
    case 'string':
    case 'case':
      return 'Edm.String';
  }
}

function isLiteral(operand: Operand): boolean {
  return operand.kind !== 'property' && operand.kind !== 'case';
}

function mismatch(left: Operand, right: Operand): string {
  const sentence = `${described(left)} cannot be compared with ${described(right)}.`;
  if (!isLiteral(left) && !isLiteral(right)) return sentence;
  const [literal, other] = isLiteral(left) ? [left, right] : [right, left];
  if (literal.kind === 'string') return `${sentence} Only strings and members of enumerations stand in quotes.`;
  return typeName(other) === 'Edm.String' ? `${sentence} Strings stand in single quotes.` : sentence;
}
