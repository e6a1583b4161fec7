// How long a page may be at most, whoever asks for it.

/** Graph's own limit; a page of so many statuses is well below the 4 MB of a Cosmos answer. */
export const MAX_PAGE_SIZE = 999;
