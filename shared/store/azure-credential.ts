// Signs in to Cosmos without keys: the managed identity on Azure, the developer's own sign-in elsewhere.
import type { CosmosClientOptions } from '@azure/cosmos';

type TokenCredential = NonNullable<CosmosClientOptions['aadCredentials']>;

/** How to sign in. */
export type SignIn =
  { readonly kind: 'managedIdentity'; readonly clientId: string | undefined } | { readonly kind: 'developer' };

/**
 * Makes a credential whose library is loaded with the first token: it costs as much start-up time as the rest together.
 * On Azure only the managed identity is tried; a chain would add its time-outs and could sign in as somebody else.
 */
export function createAzureCredential(signIn: SignIn): TokenCredential {
  let loading: Promise<TokenCredential> | undefined;
  return {
    async getToken(scopes, options) {
      loading ??= load(signIn);
      return (await loading).getToken(scopes, options);
    },
  };
}

async function load(signIn: SignIn): Promise<TokenCredential> {
  const identity = await import('@azure/identity');
  if (signIn.kind === 'managedIdentity') {
    return new identity.ManagedIdentityCredential(signIn.clientId === undefined ? {} : { clientId: signIn.clientId });
  }
  return new identity.ChainedTokenCredential(
    new identity.AzureCliCredential(),
    new identity.AzureDeveloperCliCredential(),
    new identity.AzurePowerShellCredential(),
  );
}
