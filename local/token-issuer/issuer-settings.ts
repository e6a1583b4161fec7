// Which tenant and API the local stack's tokens are for: from the environment, else from local.settings.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the tokens of the local stack have to say. */
export interface IssuerSettings {
  /** Base URL of the issuer, without a slash at its end. */
  readonly authority: string;
  readonly tenantId: string;
  /** Client id, then App ID URIs of the API. */
  readonly audiences: readonly string[];
}

/**
 * Reads `ENTRA_AUTHORITY`, `ENTRA_TENANT_ID` and `ENTRA_AUDIENCE`. A variable of the environment wins over the member
 * of `Values`, as it does in Azure Functions Core Tools.
 * @param folder - where local.settings.json is
 * @throws Error when one of them is in neither place, or the file cannot be read
 */
export function readIssuerSettings(folder: string, environment: NodeJS.ProcessEnv): IssuerSettings {
  const file = join(folder, 'local.settings.json');
  let values: Readonly<Record<string, unknown>> | undefined;
  const setting = (name: string): string => {
    const value = environment[name] ?? (values ??= readValues(file))[name];
    if (typeof value !== 'string' || value.trim() === '') {
      throw new Error(`${name} is missing or empty: set it in the environment or in the Values of ${file}.`);
    }
    return value.trim();
  };
  return {
    authority: setting('ENTRA_AUTHORITY').replace(/\/+$/, ''),
    tenantId: setting('ENTRA_TENANT_ID'),
    audiences: setting('ENTRA_AUDIENCE')
      .split(',')
      .map((audience) => audience.trim()),
  };
}

function readValues(file: string): Readonly<Record<string, unknown>> {
  try {
    const settings = JSON.parse(readFileSync(file, 'utf8')) as { Values?: Record<string, unknown> };
    return settings.Values ?? {};
  } catch (cause) {
    throw new Error(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
