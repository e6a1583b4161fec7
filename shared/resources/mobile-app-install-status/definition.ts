// The one definition of mobileAppInstallStatus: its yup schema with the EDM facts of Graph's CSDL.
import { object } from 'yup';
import { defineEntityType, type EntityValues } from '../../odata/entity-type.ts';
import { keyProperty, optionalInt32, optionalMember, optionalMoment, optionalString } from '../../odata/properties.ts';
import { appOfStatus } from '../mobile-app/definition.ts';
import { resultantAppState, resultantAppStateDetail } from './enumerations.ts';

const names = { maxLength: 256, allowBlank: true };

const schema = object({
  id: keyProperty('Key of the entity.'),
  deviceName: optionalString({ description: 'Device name.', ...names }),
  deviceId: optionalString({ description: 'Device ID.', ...names }),
  lastSyncDateTime: optionalMoment('Last sync date time.'),
  mobileAppInstallStatusValue: optionalMember(resultantAppState, 'The install state of the app, as installState.'),
  installState: optionalMember(resultantAppState, 'The install state of the app.'),
  installStateDetail: optionalMember(resultantAppStateDetail, 'The install state detail of the app.'),
  errorCode: optionalInt32('The error code for install or uninstall failures.'),
  osVersion: optionalString({ description: 'OS version.', ...names }),
  osDescription: optionalString({ description: 'OS description.', maxLength: 1024, allowBlank: true }),
  userName: optionalString({ description: 'Device user name.', ...names }),
  userPrincipalName: optionalString({ description: 'User principal name.', maxLength: 1024, allowBlank: false }),
  displayVersion: optionalString({ description: 'Human readable version of the application.', ...names }),
});

/** What a client is told that gives two states. */
export const TWINS_DIFFER =
  "'mobileAppInstallStatusValue' and 'installState' are one state: give one of them, or both alike.";

type Twins = Partial<Record<'installState' | 'mobileAppInstallStatusValue', unknown>>;

/** A create that gives both of the twins gives them alike (docs/decisions/0009). What is no state is a fault by itself. */
const agreeing = schema.test('twins', (values: Twins, context) => {
  const { installState, mobileAppInstallStatusValue: twin } = values;
  if (!isState(installState) || !isState(twin) || installState === twin) return true;
  return context.createError({ path: 'mobileAppInstallStatusValue', message: TWINS_DIFFER });
});

const withState = agreeing.test('state', (values: Twins, context) => {
  if (values.installState !== undefined || values.mobileAppInstallStatusValue !== undefined) return true;
  return context.createError({ path: 'installState', message: "'installState' is required." });
});

function isState(value: unknown): boolean {
  return typeof value === 'string' && resultantAppState.members.has(value);
}

/**
 * The entity type.
 * @see https://learn.microsoft.com/graph/api/resources/intune-apps-mobileappinstallstatus
 */
export const mobileAppInstallStatus = defineEntityType({
  name: 'mobileAppInstallStatus',
  description: 'The installation status of an app on one device.',
  schema: withState,
  // Which of two states an update means is seen beside the one that is stored.
  updateSchema: schema.partial(),
  navigationProperties: [appOfStatus],
});

/** What a create of a mobileAppInstallStatus gives. */
export type MobileAppInstallStatusValues = EntityValues<typeof mobileAppInstallStatus>;
