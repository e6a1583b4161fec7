// Microsoft's JavaScript client before the stack, with nothing changed but where it is: as a script of old would have it.
import { Client } from '@microsoft/microsoft-graph-client';
import type { Agent } from 'undici';
import type { Stack } from './running-product.ts';

/**
 * Makes a client that signs in as an application that may write.
 * @param dispatcher - trusts the stack's certificate; the client hands it on to fetch, which has to be that of the same undici
 */
export function microsoftClient(
  { httpsUrl, token }: Pick<Stack, 'httpsUrl' | 'token'>,
  dispatcher: Agent,
  defaultVersion = 'beta',
): Client {
  return Client.init({
    baseUrl: httpsUrl.replace('127.0.0.1', 'localhost'),
    defaultVersion,
    customHosts: new Set(['localhost']),
    fetchOptions: { dispatcher } as object,
    authProvider: (done) => {
      done(null, token());
    },
  });
}
