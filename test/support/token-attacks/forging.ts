// The tools of a forger: access tokens that are right but for one thing.
import {
  encoded,
  signJwt,
  signToken,
  type AccessTokenOptions,
  type Overrides,
} from '../../../local/token-issuer/access-token.ts';
import { createIssuerKey, type IssuerKey } from '../../../local/token-issuer/issuer-key.ts';
import type { RefusalReason } from '../../../shared/auth/refusal.ts';

/** What is attacked: an API, and the key that its tenant signs with. */
export interface AttackTarget {
  readonly key: IssuerKey;
  readonly authority: string;
  readonly tenantId: string;
  readonly audience: string;
}

/** One attack. */
export interface TokenAttack {
  /** Why it has to be refused: what the log says, and never the answer. */
  readonly reason: RefusalReason;
  /** The value of the Authorization header. */
  readonly authorization: (target: AttackTarget) => string;
}

/** Attacks by name. */
export type TokenAttacks = Readonly<Record<string, TokenAttack>>;

/** A key pair that the tenant does not know. */
export const foreignKey = createIssuerKey();

/** A token that is right, but for what the options change. */
export function tokenFor(target: AttackTarget, options: Partial<AccessTokenOptions> = {}): string {
  return signToken(target.key, { ...target, ...options });
}

/** The header and the claims of a right token. */
export function partsFor(target: AttackTarget): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header = '', claims = ''] = tokenFor(target).split('.');
  return { header: decoded(header), claims: decoded(claims) };
}

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}

/** A token by the tenant's own key with other claims; null removes one. */
export function withClaims(
  reason: RefusalReason,
  claims: Overrides | ((target: AttackTarget) => Overrides),
): TokenAttack {
  return byToken(reason, (target) =>
    tokenFor(target, { claims: typeof claims === 'function' ? claims(target) : claims }),
  );
}

/** A token by the tenant's own key with other header parameters; null removes one. */
export function withHeader(reason: RefusalReason, header: Overrides): TokenAttack {
  return byToken(reason, (target) => tokenFor(target, { header }));
}

/** A right token, changed afterwards. */
export function changed(reason: RefusalReason, change: (token: string, target: AttackTarget) => string): TokenAttack {
  return byToken(reason, (target) => change(tokenFor(target), target));
}

/** Any token, sent as the Bearer scheme wants it. */
export function byToken(reason: RefusalReason, token: (target: AttackTarget) => string): TokenAttack {
  return { reason, authorization: (target) => `Bearer ${token(target)}` };
}

/** Text for text: a token whose header or payload is not what JSON.stringify would write. */
export function signedText(target: AttackTarget, part: 'header' | 'payload', change: (json: string) => string): string {
  const { header, claims } = partsFor(target);
  const [headerText, payloadText] = [JSON.stringify(header), JSON.stringify(claims)];
  return part === 'header'
    ? signJwt(change(headerText), payloadText, target.key.privateKey)
    : signJwt(headerText, change(payloadText), target.key.privateKey);
}

/** Header and payload of a right token with other header parameters, and a signature of the forger's making. */
export function signedBy(target: AttackTarget, header: Overrides, signature: (input: Buffer) => Buffer): string {
  const parts = partsFor(target);
  const input = `${encoded({ ...parts.header, ...header })}.${encoded(parts.claims)}`;
  return `${input}.${signature(Buffer.from(input)).toString('base64url')}`;
}
