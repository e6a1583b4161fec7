// The contestants by name, and what the table calls them.

/** Names, in the order of the table. */
export const contestantNames = ['bare', 'fastify', 'ours', 'worker', 'cap'] as const;

/** One of {@link contestantNames}. */
export type ContestantName = (typeof contestantNames)[number];

/** What the table calls them. */
export const contestantLabels: Readonly<Record<ContestantName, string>> = {
  bare: '(a) node:http + undici, checks nothing',
  fastify: '(b) Fastify + fast-jwt + ajv + SDK',
  ours: 'ours, behind the local Functions host',
  worker: "ours, the Azure worker's way (no goal)",
  cap: 'SAP CAP, its SQLite in memory',
};

/** What a column is called that compares with them. */
export const contestantShortNames: Readonly<Record<ContestantName, string>> = {
  bare: '(a)',
  fastify: '(b)',
  ours: 'ours',
  worker: 'worker',
  cap: 'CAP',
};

/** Those that keep their documents in the canned store. */
export const storeUsers: ReadonlySet<ContestantName> = new Set(['bare', 'fastify', 'ours', 'worker']);
