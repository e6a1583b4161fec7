// The one definition of userAppInstallStatus: its yup schema with the EDM facts of Graph's CSDL.
import { object } from 'yup';
import { defineEntityType, type EntityValues } from '../../odata/entity-type.ts';
import { keyProperty, requiredCount, requiredString } from '../../odata/properties.ts';
import { appOfStatus } from '../mobile-app/definition.ts';

const schema = object({
  id: keyProperty('Key of the entity.'),
  userName: requiredString({ description: 'User name.', maxLength: 256, allowBlank: true }),
  // A name of an object in a directory, not an address: the reference's own sample is "User Principal Name value".
  userPrincipalName: requiredString({ description: 'User principal name.', maxLength: 1024, allowBlank: false }),
  installedDeviceCount: requiredCount('Number of devices on which the app is installed.'),
  failedDeviceCount: requiredCount('Number of devices on which the installation failed.'),
  notInstalledDeviceCount: requiredCount('Number of devices on which the app is not installed.'),
});

/**
 * The entity type.
 * @see https://learn.microsoft.com/graph/api/resources/intune-apps-userappinstallstatus
 */
export const userAppInstallStatus = defineEntityType({
  name: 'userAppInstallStatus',
  description:
    'The installation status of an app for one user: on how many devices it is installed, failed or missing.',
  schema,
  navigationProperties: [
    appOfStatus,
    {
      name: 'deviceStatuses',
      targetType: 'microsoft.graph.mobileAppInstallStatus',
      isCollection: true,
      containsTarget: true,
      writeProblem: 'device statuses cannot be created together with their user status.',
    },
  ],
});

/** What a create of a userAppInstallStatus gives. */
export type UserAppInstallStatusValues = EntityValues<typeof userAppInstallStatus>;
