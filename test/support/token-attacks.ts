// Every way that is known to us of getting in with a token that is none of ours. Each has to be answered with 401.
import { algorithmAttacks } from './token-attacks/algorithm-attacks.ts';
import { claimAttacks } from './token-attacks/claim-attacks.ts';
import { credentialAttacks } from './token-attacks/credential-attacks.ts';
import type { TokenAttack } from './token-attacks/forging.ts';
import { headerAttacks } from './token-attacks/header-attacks.ts';

/** Name and attack, as `test.each` takes them. */
export const tokenAttacks: readonly (readonly [string, TokenAttack])[] = Object.entries({
  ...credentialAttacks,
  ...algorithmAttacks,
  ...headerAttacks,
  ...claimAttacks,
});
