// What `npm start` says when it is ready: where everything is, and a request that works when it is pasted.
import { localToken } from './local-token.ts';
import type { SampleCompany } from './sample/company.ts';
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
  /** The path of the explorer; undefined where it is off. */
  readonly explorer: string | undefined;
  /** What the stack has been filled with. */
  readonly sample?: SampleCompany | undefined;
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
  const { settings, url, httpsUrl, certificateFile, explorer } = facts;
  const { cosmos, entra } = settings;
  const emulator = cosmos.embeddedPort === undefined ? '' : 'emulator in memory: it forgets when it ends; ';
  return `
userAppInstallStatus and family, on this machine.
${started(settings)} for development.

  Base URLs     ${url} and ${httpsUrl}, with /beta as the version root
  Health        ${url}/health/ready
  Cosmos DB     ${cosmos.endpoint} (${emulator}database ${cosmos.database}, container ${cosmos.container})
  Token issuer  ${entra.authority}/${entra.tenantId}/v2.0/.well-known/openid-configuration
${sampleLine(facts)}${explorer === undefined ? '' : `  Explorer      ${url}${explorer}, to be tried in a browser\n`}  Stop          Ctrl-C

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

function sampleLine({ sample }: BannerFacts): string {
  return sample === undefined ? '' : `  Sample data   ${describeSample(sample)}\n`;
}

/** What the sample company is, in numbers. */
export function describeSample({ apps, userCount, deviceCount }: SampleCompany): string {
  const [ofUsers, ofDevices] = [
    apps.reduce((sum, { userStatuses }) => sum + userStatuses.length, 0),
    apps.reduce((sum, { deviceStatuses }) => sum + deviceStatuses.length, 0),
  ];
  return (
    `a made-up company: ${apps.length} apps, ${userCount} users and ${deviceCount} devices, ` +
    `with ${ofUsers} user statuses and ${ofDevices} device statuses`
  );
}

function tryIt({ settings, url, keyFolder, sample }: BannerFacts): string {
  const { authority, issuerPort, audiences } = settings.entra;
  if (issuerPort === undefined) {
    return `Tokens come from ${authority}, for audience ${audiences.join(' or ')}.`;
  }
  const authorization = `-H 'Authorization: Bearer ${localToken(settings, keyFolder)}'`;
  const apps = `${url}/beta/deviceAppManagement/mobileApps`;
  const request =
    sample === undefined
      ? `curl -i ${apps}/${SAMPLE_APP_ID}/userStatuses ${authorization} -H 'Content-Type: application/json' -d '${JSON.stringify(SAMPLE_STATUS)}'`
      : `curl -s '${apps}?$select=displayName&$expand=installSummary' ${authorization}`;
  // Another terminal does not know that the issuer has been moved.
  const prefix = authority === settings.file.ENTRA_AUTHORITY ? '' : `ISSUER_PORT=${issuerPort} `;
  return `A token for an hour, in any role you like:

  ${prefix}npm run --silent token            (npm run token -- --help tells more)

${sample === undefined ? 'Create a status' : 'List the apps, with how their installations went'} (POSIX shells and Git Bash; the line holds a token that is good for an hour):

  ${request}`;
}
