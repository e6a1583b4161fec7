// A token for the running local stack, for what its own start shows and sends.
import type { StackSettings } from './settings.ts';
import { signToken } from './token-issuer/access-token.ts';
import { loadIssuerKey } from './token-issuer/issuer-key.ts';

/**
 * Signs a token that is good for an hour: one of an application that may read and write.
 * @param keyFolder - where the issuer's key is
 */
export function localToken({ entra }: Pick<StackSettings, 'entra'>, keyFolder: string): string {
  const { authority, tenantId, audiences } = entra;
  return signToken(loadIssuerKey(keyFolder), { authority, tenantId, audience: audiences[0] ?? '' });
}
