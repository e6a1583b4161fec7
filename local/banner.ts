// What `npm start` says when it is ready: where everything is, and a request that works when it is pasted.
import { signToken } from './token-issuer/access-token.ts';
import { loadIssuerKey } from './token-issuer/issuer-key.ts';
import type { StackSettings } from './settings.ts';

/** What the banner tells about. */
export interface BannerFacts {
  readonly settings: StackSettings;
  readonly url: string;
  readonly httpsUrl: string | undefined;
  /** The issuer's key is there. */
  readonly keyFolder: string;
  /** `process.env` as it was before the settings were put in. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** An Intune app id as the documentation's own examples have it. */
const SAMPLE_APP_ID = '0177548a-548a-0177-8a54-77018a547701';

/** The documented request of "Create userAppInstallStatus". */
const SAMPLE_STATUS = {
  '@odata.type': '#microsoft.graph.userAppInstallStatus',
  userName: 'User Name value',
  userPrincipalName: 'User Principal Name value',
  installedDeviceCount: 4,
  failedDeviceCount: 1,
  notInstalledDeviceCount: 7,
};

/** Writes the banner, with a token that is good for an hour. Its last line starts with `Ready`. */
export function banner(facts: BannerFacts): string {
  const { settings, url, httpsUrl = '' } = facts;
  const { cosmos, entra } = settings;
  const emulator = cosmos.embeddedPort === undefined ? '' : 'emulator in memory: it forgets when it ends; ';
  return `
userAppInstallStatus and family, on this machine. The Functions host, the Cosmos DB emulator and the token issuer
are stand-ins for development: none of them checks what Azure's own would.

  API           ${url}/beta/deviceAppManagement
                ${httpsUrl}/beta/deviceAppManagement (self-signed certificate)
  Health        ${url}/health/ready
  Cosmos DB     ${cosmos.endpoint} (${emulator}database ${cosmos.database}, container ${cosmos.container})
  Token issuer  ${entra.authority}/${entra.tenantId}/v2.0${entra.issuerPort === undefined ? '' : ' (local)'}
  Stop          Ctrl-C

${tryIt(facts)}

Ready: requests are accepted at ${url} and ${httpsUrl}
`;
}

function tryIt({ settings, url, keyFolder, environment }: BannerFacts): string {
  const { authority, issuerPort, tenantId, audiences } = settings.entra;
  if (issuerPort === undefined) {
    return `Tokens come from ${authority}, for audience ${audiences.join(' or ')}.`;
  }
  const token = signToken(loadIssuerKey(keyFolder), { authority, tenantId, audience: audiences[0] ?? '' });
  const endpoint = `${url}/beta/deviceAppManagement/mobileApps/${SAMPLE_APP_ID}/userStatuses`;
  // The token command reads the authority from the environment or local.settings.json, not from ISSUER_PORT.
  const prefix = environment.ISSUER_PORT === undefined ? '' : `ENTRA_AUTHORITY=${authority} `;
  return `A token for an hour, in any role you like:

  ${prefix}npm run --silent token            (npm run token -- --help tells more)

Create a status (POSIX shells and Git Bash; the line holds a token that is good for an hour):

  curl -i ${endpoint} -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '${JSON.stringify(SAMPLE_STATUS)}'`;
}
