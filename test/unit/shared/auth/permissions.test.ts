// Permissions: any one of the wanted ones will do, of the kind that belongs to the caller.
import { createChallenge } from '../../../../shared/auth/challenge.ts';
import type { Caller } from '../../../../shared/auth/caller.ts';
import { readApps, readWriteApps, requirePermission, type Permissions } from '../../../../shared/auth/permissions.ts';

const challenge = createChallenge('https://login.example/authorize', 'client');

function callerWith(kind: Caller['kind'], ...permissions: string[]): Caller {
  return { kind, tenantId: 't', objectId: 'o', appId: 'a', permissions: new Set(permissions) };
}

function refusalOf(caller: Caller, permissions: Permissions): unknown {
  try {
    requirePermission(caller, permissions, challenge);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each(['delegated', 'application'] as const)('a caller that is %s', (kind) => {
  test.each([
    ['reads', 'DeviceManagementApps.Read.All', readApps],
    ['reads', 'DeviceManagementApps.ReadWrite.All', readApps],
    ['writes', 'DeviceManagementApps.ReadWrite.All', readWriteApps],
  ])('%s with %s', (_what, permission, wanted) => {
    expect(refusalOf(callerWith(kind, 'Other.Read', permission), wanted)).toBeUndefined();
  });

  test.each([[], ['DeviceManagementApps.Read.All'], ['devicemanagementapps.readwrite.all'], ['Other.ReadWrite.All']])(
    'does not write with %p',
    (...permissions) => {
      expect(refusalOf(callerWith(kind, ...permissions), readWriteApps)).toMatchObject({
        status: 403,
        code: 'Forbidden',
        reason: 'permission',
      });
    },
  );
});

test('an application is told which app roles it lacks', () => {
  expect(refusalOf(callerWith('application'), readApps)).toMatchObject({
    message:
      'Application is not authorized to perform this operation. Application must have one of the following roles: ' +
      'DeviceManagementApps.Read.All, DeviceManagementApps.ReadWrite.All',
    headers: {
      'WWW-Authenticate': 'Bearer realm="", error="insufficient_scope", scope="DeviceManagementApps.Read.All"',
    },
  });
});

test('an application on behalf of a user is told which scopes it lacks', () => {
  expect(refusalOf(callerWith('delegated'), readWriteApps)).toMatchObject({
    message:
      "The user's application is not authorized to perform this operation. " +
      "The user's application must have one of the following scopes: DeviceManagementApps.ReadWrite.All",
  });
});

test('an operation that names no permission is open to nobody', () => {
  expect(refusalOf(callerWith('application', 'Any'), { delegated: [], application: [] })).toMatchObject({
    status: 403,
  });
});
