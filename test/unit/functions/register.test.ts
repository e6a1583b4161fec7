// The triggers: each operation by its name at its canonical route, and one that catches everything else.
import type { HttpFunctionOptions } from '@azure/functions';
import { registerFunctions } from '../../../functions/register.ts';
import { operations } from '../../../shared/operations.ts';

const handle = (): Promise<object> => Promise.resolve({});

function registered(): Map<string, HttpFunctionOptions> {
  const functions = new Map<string, HttpFunctionOptions>();
  const app = {
    http: (name: string, options: HttpFunctionOptions) => {
      functions.set(name, options);
    },
  };
  const close = (): Promise<void> => Promise.resolve();
  registerFunctions(app, { operations, handle, warmUp: close, close });
  return functions;
}

describe('registerFunctions', () => {
  test('registers each operation of the table by its name, and the catch-all last', () => {
    expect([...registered().keys()]).toEqual([...operations.map(({ name }) => name), 'odata']);
  });

  test.each([
    ['createUserAppInstallStatus', 'beta/deviceAppManagement/mobileApps/{mobileAppId}/userStatuses', ['POST']],
    [
      'getUserAppInstallStatus',
      'beta/deviceAppManagement/mobileApps/{mobileAppId}/userStatuses/{userAppInstallStatusId}',
      ['GET'],
    ],
    ['healthLive', 'health/live', ['GET']],
    ['healthReady', 'health/ready', ['GET']],
    ['odata', '{*path}', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ])('%s answers at %s', (name, route, methods) => {
    expect(registered().get(name)).toMatchObject({ route, methods });
  });

  test('gives all the same handler and none a function key, which would be a second door', () => {
    for (const { handler, authLevel } of registered().values()) {
      expect(handler).toBe(handle);
      expect(authLevel).toBe('anonymous');
    }
  });
});
