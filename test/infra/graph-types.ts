// What infra/entra uses of the Microsoft Graph extension for Bicep, for compilers that cannot reach its registry. Names,
// kinds and flags are those of the extension's version 1.0.0 (microsoftgraph/msgraph-bicep-types).

/** Files that `bicep publish-extension` makes an extension of. */
export interface ExtensionFiles {
  readonly index: string;
  readonly types: string;
}

interface Reference {
  readonly $ref: string;
}

/** A type and the flags of a property that has it. */
type Property = readonly [Reference, number];

const OPTIONAL = 0;
const REQUIRED = 1;
const READ_ONLY = 2;
/** Required, and known at the start of the deployment, because it identifies the resource. */
const IDENTIFIER = 25;
const READ_ONLY_CONSTANT = 10;

/** Describes the types. */
export function describeGraphTypes(): ExtensionFiles {
  const types: object[] = [];
  const resources: Record<string, Reference> = {};

  const add = (type: object): Reference => {
    types.push(type);
    return { $ref: `#/${types.length - 1}` };
  };
  const object = (name: string, properties: Readonly<Record<string, Property>>): Reference =>
    add({
      $type: 'ObjectType',
      name,
      properties: Object.fromEntries(Object.entries(properties).map(([key, [type, flags]]) => [key, { type, flags }])),
    });
  const array = (itemType: Reference): Reference => add({ $type: 'ArrayType', itemType });
  const literal = (value: string): Reference => add({ $type: 'StringLiteralType', value });
  const resource = (name: string, properties: Readonly<Record<string, Property>>): void => {
    const body = object(name, {
      type: [literal(name), READ_ONLY_CONSTANT],
      apiVersion: [literal('v1.0'), READ_ONLY_CONSTANT],
      ...properties,
    });
    const type = add({ $type: 'ResourceType', name: `${name}@v1.0`, scopeType: 0, body, flags: 0 });
    resources[`${name}@v1.0`] = { $ref: `types.json${type.$ref}` };
  };

  const text = add({ $type: 'StringType' });
  const flag = add({ $type: 'BooleanType' });
  const number = add({ $type: 'IntegerType' });
  const guid = add({
    $type: 'StringType',
    minLength: 36,
    maxLength: 36,
    pattern: '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$',
  });
  const scope = object('MicrosoftGraphPermissionScope', {
    adminConsentDescription: [text, OPTIONAL],
    adminConsentDisplayName: [text, OPTIONAL],
    id: [guid, OPTIONAL],
    isEnabled: [flag, OPTIONAL],
    type: [text, OPTIONAL],
    value: [text, OPTIONAL],
  });
  const preAuthorized = object('MicrosoftGraphPreAuthorizedApplication', {
    appId: [text, OPTIONAL],
    delegatedPermissionIds: [array(text), OPTIONAL],
  });
  const role = object('MicrosoftGraphAppRole', {
    allowedMemberTypes: [array(text), OPTIONAL],
    description: [text, OPTIONAL],
    displayName: [text, OPTIONAL],
    id: [guid, OPTIONAL],
    isEnabled: [flag, OPTIONAL],
    value: [text, OPTIONAL],
  });
  const api = object('MicrosoftGraphApiApplication', {
    oauth2PermissionScopes: [array(scope), OPTIONAL],
    preAuthorizedApplications: [array(preAuthorized), OPTIONAL],
    requestedAccessTokenVersion: [number, OPTIONAL],
  });

  const spa = object('MicrosoftGraphSpaApplication', { redirectUris: [array(text), OPTIONAL] });

  resource('Microsoft.Graph/applications', {
    api: [api, OPTIONAL],
    appId: [text, READ_ONLY],
    appRoles: [array(role), OPTIONAL],
    description: [text, OPTIONAL],
    displayName: [text, REQUIRED],
    id: [text, READ_ONLY],
    identifierUris: [array(text), OPTIONAL],
    signInAudience: [text, OPTIONAL],
    spa: [spa, OPTIONAL],
    uniqueName: [text, IDENTIFIER],
  });
  resource('Microsoft.Graph/servicePrincipals', {
    appId: [text, REQUIRED],
    appRoleAssignmentRequired: [flag, OPTIONAL],
    id: [text, READ_ONLY],
  });
  resource('Microsoft.Graph/appRoleAssignedTo', {
    appRoleId: [guid, REQUIRED],
    id: [text, READ_ONLY],
    principalId: [guid, REQUIRED],
    resourceId: [guid, REQUIRED],
  });

  const settings = { name: 'MicrosoftGraph', version: '1.0.0', isSingleton: false };
  return {
    index: JSON.stringify({ resources, resourceFunctions: {}, settings }),
    types: JSON.stringify(types),
  };
}
