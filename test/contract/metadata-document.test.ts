// $metadata against the facts of Graph's own: names, types, nullability, enumeration values, containment. They are
// written down here as Graph's CSDL of June 2021 and its reference have them, not taken from our definitions.
import { DOMParser, type Element, onWarningStopParsing } from '@xmldom/xmldom';
import { serviceModel } from '../../shared/metadata/service-model.ts';
import { toCsdl } from '../../shared/odata/csdl.ts';

const STRING = 'Edm.String';
const INT32 = 'Edm.Int32 not null';
const MOMENT = 'Edm.DateTimeOffset not null';
const STATE = 'graph.resultantAppState not null';

/** Properties beside the key that all types have from `entity`, and navigation properties. */
const GRAPH_TYPES: Readonly<
  Record<string, readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>]>
> = {
  userAppInstallStatus: [
    {
      failedDeviceCount: INT32,
      installedDeviceCount: INT32,
      notInstalledDeviceCount: INT32,
      userName: STRING,
      userPrincipalName: STRING,
    },
    { app: 'graph.mobileApp', deviceStatuses: 'Collection(graph.mobileAppInstallStatus) contained' },
  ],
  mobileAppInstallStatus: [
    {
      deviceId: STRING,
      deviceName: STRING,
      displayVersion: STRING,
      errorCode: INT32,
      installState: STATE,
      installStateDetail: 'graph.resultantAppStateDetail not null',
      lastSyncDateTime: MOMENT,
      mobileAppInstallStatusValue: STATE,
      osDescription: STRING,
      osVersion: STRING,
      userName: STRING,
      userPrincipalName: STRING,
    },
    { app: 'graph.mobileApp' },
  ],
  mobileAppInstallSummary: [
    {
      failedDeviceCount: INT32,
      failedUserCount: INT32,
      installedDeviceCount: INT32,
      installedUserCount: INT32,
      notApplicableDeviceCount: INT32,
      notApplicableUserCount: INT32,
      notInstalledDeviceCount: INT32,
      notInstalledUserCount: INT32,
      pendingInstallDeviceCount: INT32,
      pendingInstallUserCount: INT32,
    },
    {},
  ],
  // Of these two Graph has more.
  mobileApp: [
    { createdDateTime: MOMENT, displayName: STRING, lastModifiedDateTime: MOMENT },
    {
      deviceStatuses: 'Collection(graph.mobileAppInstallStatus) contained',
      installSummary: 'graph.mobileAppInstallSummary contained',
      userStatuses: 'Collection(graph.userAppInstallStatus) contained',
    },
  ],
  deviceAppManagement: [{}, { mobileApps: 'Collection(graph.mobileApp) contained' }],
};

const GRAPH_ENUMERATIONS = {
  resultantAppState: {
    notApplicable: -1,
    installed: 1,
    failed: 2,
    notInstalled: 3,
    uninstallFailed: 4,
    pendingInstall: 5,
    unknown: 99,
  },
  resultantAppStateDetail: {
    processorArchitectureNotApplicable: -1000,
    minimumDiskSpaceNotMet: -1001,
    minimumOsVersionNotMet: -1002,
    minimumPhysicalMemoryNotMet: -1003,
    minimumLogicalProcessorCountNotMet: -1004,
    minimumCpuSpeedNotMet: -1005,
    platformNotApplicable: -1006,
    fileSystemRequirementNotMet: -1011,
    registryRequirementNotMet: -1012,
    powerShellScriptRequirementNotMet: -1013,
    supersedingAppsNotApplicable: -1016,
    noAdditionalDetails: 0,
    dependencyFailedToInstall: 1,
    dependencyWithRequirementsNotMet: 2,
    dependencyPendingReboot: 3,
    dependencyWithAutoInstallDisabled: 4,
    supersededAppUninstallFailed: 5,
    supersededAppUninstallPendingReboot: 6,
    removingSupersededApps: 7,
    iosAppStoreUpdateFailedToInstall: 1000,
    vppAppHasUpdateAvailable: 1001,
    userRejectedUpdate: 1002,
    uninstallPendingReboot: 1003,
    supersedingAppsDetected: 1004,
    supersededAppsDetected: 1005,
    seeInstallErrorCode: 2000,
    autoInstallDisabled: 3000,
    managedAppNoLongerPresent: 3001,
    userRejectedInstall: 3002,
    userIsNotLoggedIntoAppStore: 3003,
    untargetedSupersedingAppsDetected: 3004,
    appRemovedBySupersedence: 3005,
    seeUninstallErrorCode: 4000,
    pendingReboot: 5000,
    installingDependencies: 5001,
    contentDownloaded: 5002,
  },
};

const EDM = 'http://docs.oasis-open.org/odata/ns/edm';
const EDMX = 'http://docs.oasis-open.org/odata/ns/edmx';

/** Reads XML; a parser that stops at the first thing that it does not like. */
function readXml(text: string): Element {
  const parser = new DOMParser({ onError: onWarningStopParsing });
  const { documentElement } = parser.parseFromString(text, 'application/xml');
  if (documentElement === null) throw new Error('There is no element.');
  return documentElement;
}

/** The children of an element in a namespace. */
function childrenOf(parent: Element | undefined, name: string, namespace = EDM): Element[] {
  return [...(parent?.childNodes ?? [])].filter((node): node is Element => {
    const { localName, namespaceURI } = node;
    return localName === name && namespaceURI === namespace;
  });
}

function attributesOf(element: Element | undefined): Record<string, string> {
  return Object.fromEntries([...(element?.attributes ?? [])].map(({ name, value }) => [name, value]));
}

const namesOf = (elements: readonly Element[]): (string | null)[] =>
  elements.map((element) => element.getAttribute('Name')).sort();

const factsOf = (elements: readonly Element[]): Record<string, string> =>
  Object.fromEntries(
    elements.map((element) => {
      const { Name = '', Type = '', Nullable, ContainsTarget } = attributesOf(element);
      return [
        Name,
        `${Type}${Nullable === 'false' ? ' not null' : ''}${ContainsTarget === 'true' ? ' contained' : ''}`,
      ];
    }),
  );

describe('$metadata', () => {
  const root = readXml(toCsdl(serviceModel));
  const [dataServices] = childrenOf(root, 'DataServices', EDMX);
  const [schema, ...otherSchemas] = childrenOf(dataServices, 'Schema');
  const entityTypes = childrenOf(schema, 'EntityType');
  const enumerations = childrenOf(schema, 'EnumType');
  const named = (elements: readonly Element[], name: string): Element | undefined =>
    elements.find((element) => element.getAttribute('Name') === name);

  test('is CSDL XML 4.0 with one schema, of Graph’s namespace and alias', () => {
    expect([root.namespaceURI, root.localName, root.getAttribute('Version')]).toEqual([EDMX, 'Edmx', '4.0']);
    expect(attributesOf(schema)).toMatchObject({ Namespace: 'microsoft.graph', Alias: 'graph' });
    expect(otherSchemas).toEqual([]);
  });

  test('has these types and enumerations and no others', () => {
    expect(namesOf(entityTypes)).toEqual([...Object.keys(GRAPH_TYPES), 'entity'].sort());
    expect(namesOf(enumerations)).toEqual(Object.keys(GRAPH_ENUMERATIONS));
  });

  test('has the key in the abstract, closed base type', () => {
    const entity = named(entityTypes, 'entity');
    const [key] = childrenOf(entity, 'Key');
    expect(attributesOf(entity)).toEqual({ Name: 'entity', Abstract: 'true' });
    expect(childrenOf(key, 'PropertyRef').map(attributesOf)).toEqual([{ Name: 'id' }]);
    expect(factsOf(childrenOf(entity, 'Property'))).toEqual({ id: 'Edm.String not null' });
  });

  // Abstract is left out where Graph has it: our answers say `#microsoft.graph.mobileApp`, and nothing is of an abstract type.
  test.each(Object.entries(GRAPH_TYPES))('has %s as Graph has it', (name, [properties, navigationProperties]) => {
    const type = named(entityTypes, name);
    expect(attributesOf(type)).toEqual({ Name: name, BaseType: 'graph.entity' });
    expect(factsOf(childrenOf(type, 'Property'))).toEqual(properties);
    expect(factsOf(childrenOf(type, 'NavigationProperty'))).toEqual(navigationProperties);
  });

  test.each(Object.entries(GRAPH_ENUMERATIONS))('has %s with Graph’s values', (name, members) => {
    const enumeration = named(enumerations, name);
    const found = childrenOf(enumeration, 'Member').map(attributesOf);
    expect(attributesOf(enumeration)).toEqual({ Name: name });
    expect(Object.fromEntries(found.map(({ Name, Value }) => [Name, Number(Value)]))).toEqual(members);
    expect(found).toHaveLength(name === 'resultantAppState' ? 7 : 36);
  });

  test('uses no term of a vocabulary that it does not refer to', () => {
    const included = childrenOf(root, 'Reference', EDMX)
      .flatMap((reference) => childrenOf(reference, 'Include', EDMX))
      .map((include) => include.getAttribute('Namespace'));
    const terms = [...root.getElementsByTagNameNS(EDM, 'Annotation')].map(
      (element) => element.getAttribute('Term') ?? '',
    );
    const used = new Set(terms.map((term) => term.slice(0, term.lastIndexOf('.'))));
    expect([...used].sort()).toEqual(included.sort());
  });

  test('has deviceAppManagement, and nothing else, at the root', () => {
    const [container, ...others] = childrenOf(schema, 'EntityContainer');
    expect(others).toEqual([]);
    expect(attributesOf(container)).toEqual({ Name: 'GraphService' });
    expect([...(container?.childNodes ?? [])].filter(({ nodeType }) => nodeType === 1)).toHaveLength(1);
    expect(childrenOf(container, 'Singleton').map(attributesOf)).toEqual([
      { Name: 'deviceAppManagement', Type: 'graph.deviceAppManagement' },
    ]);
  });

  test('is read by a parser that refuses what is not well-formed', () => {
    expect(() => readXml(toCsdl(serviceModel).replace('</Schema>', ''))).toThrow('Schema');
    expect(() => readXml(toCsdl(serviceModel).replace('Alias="graph"', 'Alias="<"'))).toThrow();
  });
});
