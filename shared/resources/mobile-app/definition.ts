// The one definition of mobileApp, as far as the statuses of an app need one.
import { object } from 'yup';
import { defineEntityType, type EntityValues, type NavigationProperty } from '../../odata/entity-type.ts';
import { keyProperty, optionalString, readOnlyProperty } from '../../odata/properties.ts';

/** Names of the types that derive from Graph's mobileApp, as its beta metadata has them: it is abstract, so that clients name one. */
const DERIVED_APP_TYPES: readonly string[] = [
  'androidAospReferencedApp',
  'androidForWorkApp',
  'androidLobApp',
  'androidManagedStoreApp',
  'androidManagedStoreWebApp',
  'androidStoreApp',
  'iosiPadOSWebClip',
  'iosLobApp',
  'iosStoreApp',
  'iosVppApp',
  'macOSDmgApp',
  'macOSLobApp',
  'macOSMicrosoftDefenderApp',
  'macOSMicrosoftEdgeApp',
  'macOSOfficeSuiteApp',
  'macOSPkgApp',
  'macOsVppApp',
  'macOSWebClip',
  'managedAndroidLobApp',
  'managedAndroidStoreApp',
  'managedApp',
  'managedIOSLobApp',
  'managedIOSStoreApp',
  'managedMobileLobApp',
  'microsoftStoreForBusinessApp',
  'mobileLobApp',
  'officeSuiteApp',
  'webApp',
  'win32CatalogApp',
  'win32LobApp',
  'windowsAppX',
  'windowsAutoUpdateCatalogApp',
  'windowsMicrosoftEdgeApp',
  'windowsMobileMSI',
  'windowsPhone81AppX',
  'windowsPhone81AppXBundle',
  'windowsPhone81StoreApp',
  'windowsPhoneXAP',
  'windowsStoreApp',
  'windowsUniversalAppX',
  'windowsWebApp',
  'winGetApp',
];

const writeProblem = (name: string): string => `it is written at …/mobileApps/{mobileAppId}/${name}.`;

/**
 * The entity type. Graph's is abstract and has many more properties and derived types; here an app is what statuses are
 * reported for, and a client may call it what it is in Graph.
 * @see https://learn.microsoft.com/graph/api/resources/intune-apps-mobileapp
 */
export const mobileApp = defineEntityType({
  name: 'mobileApp',
  description: 'An app that installations are reported for.',
  derivedTypes: DERIVED_APP_TYPES,
  schema: object({
    id: keyProperty('Key of the entity.'),
    displayName: optionalString({
      description: 'The admin provided or imported title of the app.',
      maxLength: 256,
      allowBlank: true,
    }),
    createdDateTime: readOnlyProperty('Edm.DateTimeOffset', 'When the first status of the app was created.'),
    lastModifiedDateTime: readOnlyProperty('Edm.DateTimeOffset', 'When the properties of the app were last changed.'),
  }),
  navigationProperties: [
    {
      name: 'deviceStatuses',
      targetType: 'microsoft.graph.mobileAppInstallStatus',
      isCollection: true,
      containsTarget: true,
      writeProblem: writeProblem('deviceStatuses'),
    },
    {
      name: 'installSummary',
      targetType: 'microsoft.graph.mobileAppInstallSummary',
      isCollection: false,
      containsTarget: true,
      writeProblem: 'it is counted from the statuses.',
    },
    {
      name: 'userStatuses',
      targetType: 'microsoft.graph.userAppInstallStatus',
      isCollection: true,
      containsTarget: true,
      writeProblem: writeProblem('userStatuses'),
    },
  ],
});

/** How a status leads to its app. */
export const appOfStatus: NavigationProperty = {
  name: 'app',
  targetType: 'microsoft.graph.mobileApp',
  isCollection: false,
  containsTarget: false,
  writeProblem: 'the app of a status is the one in the URL that it is posted to.',
};

/** What an update of a mobileApp gives. */
export type MobileAppValues = EntityValues<typeof mobileApp>;
