// Where documents have the text that $search looks through.
import type { FilterableProperty } from '../odata/filter/filterable.ts';

/** Made of the names of user and device when a document is written; no property of the entity. */
export const SEARCH_TEXT: FilterableProperty = { name: 'searchText', edmType: 'Edm.String' };
