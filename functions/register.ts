// Registers the triggers: one named function per operation, and one catch-all that gives every other path its answer.
import type { app as functionsApp, HttpMethod } from '@azure/functions';
import type { Application } from '../shared/app.ts';
import type { Operation } from '../shared/resources/operation.ts';

/** The version root under which the operations are listed by name; the catch-all serves the other spellings. */
const CANONICAL_VERSION = 'beta';

/**
 * The methods of the catch-all. TRACE and CONNECT are left to the host, which answers 404: the Functions library
 * cannot make a Request of them and would leave the client without an answer.
 */
const ALL_METHODS: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Registers every operation of the application, all with the same handler: the pipeline reads the path itself, so a
 * request is understood in the same way whichever trigger the host chose.
 * @param app - `app` of `@azure/functions`
 */
export function registerFunctions(app: Pick<typeof functionsApp, 'http'>, application: Application): void {
  const { handle } = application;
  for (const operation of application.operations) {
    app.http(operation.name, {
      route: routeOf(operation),
      methods: [operation.method],
      // Entra's tokens are checked by the application; a function key would be a second, weaker door.
      authLevel: 'anonymous',
      handler: handle,
    });
  }
  app.http('odata', { route: '{*path}', methods: ALL_METHODS, authLevel: 'anonymous', handler: handle });
}

function routeOf(operation: Operation): string {
  const isUnderVersion = operation.permissions !== 'anonymous' || operation.isUnderVersion;
  return `${isUnderVersion ? CANONICAL_VERSION : ''}${operation.path}`.replace(/^\/|\/$/g, '');
}
