// The types that properties can have, as Graph's CSDL names them.

/** An enumeration: members travel and are stored by name, and are ordered by value. */
export interface EnumerationType {
  /** Namespace-qualified name: `microsoft.graph.resultantAppState`. */
  readonly enumType: string;
  /** Values by member name, in the order of the CSDL. */
  readonly members: ReadonlyMap<string, number>;
}

/** The types that the resource family uses. */
export type EdmType = 'Edm.String' | 'Edm.Int32' | 'Edm.DateTimeOffset' | EnumerationType;

/** The name of a type, as messages, literals and metadata show it. */
export function edmTypeName(edmType: EdmType): string {
  return typeof edmType === 'string' ? edmType : edmType.enumType;
}
