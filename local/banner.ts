// What `npm start` says when it is ready: where everything is, and a request that works when it is pasted.
import { signToken } from './token-issuer/access-token.ts';
import { loadIssuerKey } from './token-issuer/issuer-key.ts';
import type { StackSettings } from './settings.ts';

/** What the banner tells about. */
export interface BannerFacts {
  readonly settings: StackSettings;
  readonly url: string;
  readonly httpsUrl: string;
  /** The issuer's key is there. */
  readonly keyFolder: string;
  /** The certificate that it shows over https, as it is to be typed in the project's folder. */
  readonly certificateFile: string;
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
  const { settings, url, httpsUrl, certificateFile } = facts;
  const { cosmos, entra } = settings;
  const emulator = cosmos.embeddedPort === undefined ? '' : 'emulator in memory: it forgets when it ends; ';
  return `
userAppInstallStatus and family, on this machine.
${started(settings)} for development.

  Base URLs     ${url} and ${httpsUrl}, with /beta as the version root
  Health        ${url}/health/ready
  Cosmos DB     ${cosmos.endpoint} (${emulator}database ${cosmos.database}, container ${cosmos.container})
  Token issuer  ${entra.authority}/${entra.tenantId}/v2.0/.well-known/openid-configuration
  Stop          Ctrl-C

${tryIt(facts)}

The https certificate is self-signed. From this folder, NODE_EXTRA_CA_CERTS=${certificateFile} makes Node clients trust it,
and curl --cacert ${certificateFile} makes curl trust it.

Ready: requests are accepted at ${url} and ${httpsUrl}
`;
}

function started({ cosmos, entra }: StackSettings): string {
  const others = [
    ...(cosmos.embeddedPort === undefined ? [] : ['the Cosmos DB emulator']),
    ...(entra.issuerPort === undefined ? [] : ['the token issuer']),
  ];
  if (others.length === 0) return 'The Functions host here is';
  return `${['The Functions host', ...others.slice(0, -1)].join(', ')} and ${others.at(-1)} here are`;
}

function tryIt({ settings, url, keyFolder }: BannerFacts): string {
  const { authority, issuerPort, tenantId, audiences } = settings.entra;
  if (issuerPort === undefined) {
    return `Tokens come from ${authority}, for audience ${audiences.join(' or ')}.`;
  }
  const token = signToken(loadIssuerKey(keyFolder), { authority, tenantId, audience: audiences[0] ?? '' });
  const endpoint = `${url}/beta/deviceAppManagement/mobileApps/${SAMPLE_APP_ID}/userStatuses`;
  // Another terminal does not know that the issuer has been moved.
  const prefix = authority === settings.file.ENTRA_AUTHORITY ? '' : `ISSUER_PORT=${issuerPort} `;
  return `A token for an hour, in any role you like:

  ${prefix}npm run --silent token            (npm run token -- --help tells more)

Create a status (POSIX shells and Git Bash; the line holds a token that is good for an hour):

  curl -i ${endpoint} -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '${JSON.stringify(SAMPLE_STATUS)}'`;
}
