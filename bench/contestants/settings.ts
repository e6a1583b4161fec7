// What every contestant is told, as one JSON argument: the same store, the same caller, the same sink for its log.

/** The surroundings of a contestant. */
export interface ContestantSettings {
  /** Base URL of the canned Cosmos, with a slash at its end. */
  readonly cosmosEndpoint: string;
  readonly database: string;
  readonly container: string;
  /** The Entra token that signs a contestant in to the store. */
  readonly storeToken: string;
  readonly tenantId: string;
  /** The audience that the caller's token names. */
  readonly audience: string;
  /** The issuer that the caller's token names. */
  readonly issuer: string;
  /** Where the public keys are. */
  readonly jwksUri: string;
  /** The file that ours is loaded from; the peers need none. */
  readonly app: string;
}

/**
 * Reads the settings from the command line of a contestant's process.
 * @throws Error when the process was started by hand
 */
export function readSettings(): ContestantSettings {
  const [, , json] = process.argv;
  if (json === undefined) throw new Error('A contestant is started by bench/run.ts, which gives it its settings.');
  return JSON.parse(json) as ContestantSettings;
}
