// From the document of a member to the outcome of an operation on it.
import type { Selection } from '../../odata/select.ts';
import { memberPath } from '../../odata/links.ts';
import type { StoredDocument } from '../../store/document-store.ts';
import type { EntityOutcome, ExpandedProperty } from '../operation.ts';
import { type EntitySet, type Keys, pathOf } from './entity-set.ts';

/** What an operation has to say of a member. */
export interface MemberFacts {
  readonly change: EntityOutcome['change'];
  readonly document: StoredDocument;
  readonly version: string;
  readonly selection: Selection | undefined;
  readonly expanded?: readonly ExpandedProperty[];
}

const NOTHING: readonly [] = [];

/** Makes the outcome; the keys are those of the collection's path at least. */
export function toEntityOutcome(set: EntitySet, keys: Keys, member: MemberFacts): EntityOutcome {
  return toOutcomeOfValues(set, keys, { ...member, values: set.toValues(member.document) });
}

/** The same, of values that are no document's. */
export function toOutcomeOfValues(
  set: EntitySet,
  keys: Keys,
  {
    change,
    values,
    version,
    selection,
    expanded = NOTHING,
  }: Omit<MemberFacts, 'document'> & Pick<EntityOutcome, 'values'>,
): EntityOutcome {
  const path = memberPath(pathOf(set, keys), String(values.id));
  return { kind: 'entity', change, type: set.type, path, values, version, selection, expanded };
}
