// The one definition of mobileAppInstallSummary, whose counts only the service sets.
import { object } from 'yup';
import { defineEntityType } from '../../odata/entity-type.ts';
import { keyProperty, readOnlyProperty } from '../../odata/properties.ts';

const count = (description: string): ReturnType<typeof readOnlyProperty> => readOnlyProperty('Edm.Int32', description);

/**
 * The entity type.
 * @see https://learn.microsoft.com/graph/api/resources/intune-apps-mobileappinstallsummary
 */
export const mobileAppInstallSummary = defineEntityType({
  name: 'mobileAppInstallSummary',
  description: 'How the installation of an app went, counted by devices and by users.',
  schema: object({
    id: keyProperty('Key of the entity.'),
    installedDeviceCount: count('Number of devices that have successfully installed this app.'),
    failedDeviceCount: count('Number of devices that have failed to install this app.'),
    notApplicableDeviceCount: count('Number of devices that are not applicable for this app.'),
    notInstalledDeviceCount: count('Number of devices that do not have this app installed.'),
    pendingInstallDeviceCount: count('Number of devices that have been notified to install this app.'),
    installedUserCount: count('Number of users whose devices have all succeeded to install this app.'),
    failedUserCount: count('Number of users that have one or more devices that failed to install this app.'),
    notApplicableUserCount: count('Number of users whose devices were all not applicable for this app.'),
    notInstalledUserCount: count('Number of users that have one or more devices that did not install this app.'),
    pendingInstallUserCount: count(
      'Number of users that have one or more devices that have been notified to install this app and have 0 devices with failures.',
    ),
  }),
  navigationProperties: [],
});
