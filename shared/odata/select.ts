// Reads $select: which properties of the entity the answer has.
import { shorten } from '../errors/shorten.ts';
import { graphError } from '../errors/catalogue.ts';
import type { GraphError } from '../errors/graph-error.ts';
import { unknownProperty } from './filter/filterable.ts';

/** What can be selected of a type. */
export interface SelectableType {
  /** Namespace-qualified name, as messages show it. */
  readonly qualifiedName: string;
  readonly properties: readonly { readonly name: string }[];
  readonly navigationProperties: readonly { readonly name: string }[];
}

/** What was selected. */
export interface Selection {
  /** Each item once, in the order of the request, `*` among them: what the context URL lists. */
  readonly items: readonly string[];
  /** The structural properties, in the order of the definition: what the answer has. */
  readonly properties: readonly string[];
  /** The navigation properties, in the order of the definition: whose links `odata.metadata=full` shows. */
  readonly navigationProperties: readonly string[];
}

/** Longest list, in characters. */
const MAX_LENGTH = 2048;

const BLANK_AROUND = /^[ \t]+|[ \t]+$/g;
/** Names of actions and functions, annotations, paths and nested options: what a list of plain names has not. */
const MORE_THAN_A_NAME = /[/.@()$]/;

/**
 * Reads a selection.
 *
 * A navigation property may be named: in OData that asks for its link, which only full metadata shows, and it is what
 * a client sends that expands the property too.
 * @param text - the value of `$select`, percent-decoded
 * @throws GraphError 400 in Graph's words for a name that the type does not have, and for what is no plain name
 * @see OData Protocol 4.01 §11.2.5.1
 */
export function parseSelect(text: string, type: SelectableType): Selection {
  if (text.length > MAX_LENGTH) throw invalid(`The list is longer than ${MAX_LENGTH} characters.`);
  const structural = type.properties.map(({ name }) => name);
  const navigation = type.navigationProperties.map(({ name }) => name);
  const known = new Map([...structural, ...navigation].map((name) => [name, name]));
  const items = new Set<string>();
  for (const part of text.split(',')) {
    const name = part.replace(BLANK_AROUND, '');
    if (name !== '*' && !known.has(name)) throw refused(name, { ...type, known });
    items.add(name);
  }
  return {
    items: [...items],
    properties: items.has('*') ? structural : structural.filter((name) => items.has(name)),
    navigationProperties: navigation.filter((name) => items.has(name)),
  };
}

function refused(
  name: string,
  { qualifiedName, known }: { readonly qualifiedName: string; readonly known: ReadonlyMap<string, string> },
): GraphError {
  const item = shorten(name);
  if (name === '') return invalid('An item of the list is empty.');
  if (MORE_THAN_A_NAME.test(name)) {
    return invalid(`'${item}' is not supported. Select properties of the entity itself by their names, or *.`);
  }
  return invalid(unknownProperty({ qualifiedName, properties: known }, item));
}

function invalid(problem: string): GraphError {
  return graphError('invalidSelect', { problem }, { target: '$select' });
}
