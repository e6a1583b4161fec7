// The one type of what the OpenAPI document is made of.

/** A JSON object, as it is written. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A reference to a component of the document. */
export function componentRef(kind: ComponentKind, name: string): { readonly $ref: string } {
  return { $ref: `#/components/${kind}/${name}` };
}

/** The kinds of components that the document has (OpenAPI Specification 3.1 §4.8.7). */
export type ComponentKind = 'schemas' | 'responses' | 'parameters' | 'headers' | 'examples';
