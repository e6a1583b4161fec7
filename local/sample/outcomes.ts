// What becomes of an installation in the sample company, about as often as in real life.
import type { CatalogueApp, Platform } from './catalogue.ts';
import type { Random, Weighted } from './random.ts';

/** What a device reports of an installation. */
export interface Outcome {
  readonly installState: string;
  readonly installStateDetail: string;
  /** Signed, as Edm.Int32 is; 0 where nothing failed. */
  readonly errorCode: number;
}

/** What else than installed or failed: of a hundred installations, as many as these numbers say. */
const OTHER_STATES: readonly Weighted<string>[] = [
  ['pendingInstall', 4],
  ['notInstalled', 4],
  ['notApplicable', 2],
  ['uninstallFailed', 0.7],
  ['unknown', 0.5],
];

const DETAILS: Readonly<Record<string, readonly Weighted<string>[]>> = {
  installed: [
    ['noAdditionalDetails', 30],
    ['supersededAppsDetected', 1],
  ],
  failed: [
    ['seeInstallErrorCode', 9],
    ['dependencyFailedToInstall', 1],
  ],
  pendingInstall: [
    ['pendingReboot', 3],
    ['contentDownloaded', 2],
    ['installingDependencies', 1],
  ],
  notInstalled: [
    ['userRejectedInstall', 3],
    ['autoInstallDisabled', 2],
    ['appRemovedBySupersedence', 1],
  ],
  notApplicable: [
    ['minimumOsVersionNotMet', 4],
    ['minimumDiskSpaceNotMet', 1],
    ['processorArchitectureNotApplicable', 1],
  ],
  uninstallFailed: [['seeUninstallErrorCode', 1]],
};

/** Codes that Intune and the installers of each platform give, as they are looked up: in hexadecimal. */
const ERROR_CODES: Readonly<Record<Platform, readonly Weighted<number>[]>> = {
  windows: [
    // The app was not detected after its installation had ended well.
    [0x87d1041c, 5],
    // ERROR_INSTALL_FAILURE of Windows Installer.
    [0x80070643, 4],
    // ERROR_INSTALL_ALREADY_RUNNING.
    [0x80070652, 2],
    // Access is denied.
    [0x80070005, 1],
    // The content could not be downloaded.
    [0x87d30067, 1],
  ],
  macOS: [
    [0x87d1041c, 3],
    [0x87d30067, 1],
  ],
  // The installation failed; the user rejected the offer to install.
  iOS: [
    [0x87d13b64, 3],
    [0x87d13b62, 1],
  ],
  // The installation failed for a reason that is not known; the package was removed ahead of the installation.
  android: [
    [0xc7d14fb5, 3],
    [0xc7d14fba, 1],
  ],
};

/** Draws what became of an app on a device that it is for. */
export function drawOutcome(app: CatalogueApp, random: Random): Outcome {
  const installState = drawState(app, random);
  const installStateDetail = random.pickWeighted(DETAILS[installState] ?? [['noAdditionalDetails', 1]]);
  const hasCode = /^see(?:Uni|I)nstallErrorCode$/.test(installStateDetail);
  return { installState, installStateDetail, errorCode: hasCode ? drawErrorCode(app, random) : 0 };
}

function drawState({ failing }: CatalogueApp, random: Random): string {
  if (random.happens(failing)) return 'failed';
  const others = OTHER_STATES.reduce((sum, [, weight]) => sum + weight, 0);
  return random.happens(others / 100) ? random.pickWeighted(OTHER_STATES) : 'installed';
}

/** An HRESULT is negative where its highest bit is set. */
function drawErrorCode({ platform }: CatalogueApp, random: Random): number {
  return random.pickWeighted(ERROR_CODES[platform]) | 0;
}
