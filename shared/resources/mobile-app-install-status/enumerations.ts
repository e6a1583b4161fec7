// The two enumerations of an installation's state, with the values of Graph's CSDL.
import type { EnumerationType } from '../../odata/edm-type.ts';

/**
 * What became of an installation.
 * @see https://learn.microsoft.com/graph/api/resources/intune-apps-resultantappstate
 */
export const resultantAppState: EnumerationType = {
  enumType: 'microsoft.graph.resultantAppState',
  members: new Map([
    ['installed', 1],
    ['failed', 2],
    ['notInstalled', 3],
    ['uninstallFailed', 4],
    ['pendingInstall', 5],
    ['unknown', 99],
    ['notApplicable', -1],
  ]),
};

/**
 * Why: the thousand of a value tells the state that it goes with.
 * @see https://learn.microsoft.com/graph/api/resources/intune-apps-resultantappstatedetail
 */
export const resultantAppStateDetail: EnumerationType = {
  enumType: 'microsoft.graph.resultantAppStateDetail',
  members: new Map([
    ['processorArchitectureNotApplicable', -1000],
    ['minimumDiskSpaceNotMet', -1001],
    ['minimumOsVersionNotMet', -1002],
    ['minimumPhysicalMemoryNotMet', -1003],
    ['minimumLogicalProcessorCountNotMet', -1004],
    ['minimumCpuSpeedNotMet', -1005],
    ['platformNotApplicable', -1006],
    ['fileSystemRequirementNotMet', -1011],
    ['registryRequirementNotMet', -1012],
    ['powerShellScriptRequirementNotMet', -1013],
    ['supersedingAppsNotApplicable', -1016],
    ['noAdditionalDetails', 0],
    ['dependencyFailedToInstall', 1],
    ['dependencyWithRequirementsNotMet', 2],
    ['dependencyPendingReboot', 3],
    ['dependencyWithAutoInstallDisabled', 4],
    ['supersededAppUninstallFailed', 5],
    ['supersededAppUninstallPendingReboot', 6],
    ['removingSupersededApps', 7],
    ['iosAppStoreUpdateFailedToInstall', 1000],
    ['vppAppHasUpdateAvailable', 1001],
    ['userRejectedUpdate', 1002],
    ['uninstallPendingReboot', 1003],
    ['supersedingAppsDetected', 1004],
    ['supersededAppsDetected', 1005],
    ['seeInstallErrorCode', 2000],
    ['autoInstallDisabled', 3000],
    ['managedAppNoLongerPresent', 3001],
    ['userRejectedInstall', 3002],
    ['userIsNotLoggedIntoAppStore', 3003],
    ['untargetedSupersedingAppsDetected', 3004],
    ['appRemovedBySupersedence', 3005],
    ['seeUninstallErrorCode', 4000],
    ['pendingReboot', 5000],
    ['installingDependencies', 5001],
    ['contentDownloaded', 5002],
  ]),
};
