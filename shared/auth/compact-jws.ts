// Takes a signed JWT apart and judges its header, before any key is looked up: nothing in a header is trusted but kid.
import { readJsonObject, type JsonObject } from './json-object.ts';
import type { Refuse } from './refusal.ts';

/** The parts of a signed JWT that was not verified yet. */
export interface CompactJws {
  /** The name of the key that is said to have signed it: an opaque map key, never a path or a URL. */
  readonly kid: string;
  /** The payload's bytes. */
  readonly payload: Buffer;
}

/** Longest accepted `kid`. Entra's have 27 or 43 characters. */
const MAX_KEY_ID_LENGTH = 128;

// RFC 8725 §3.10: a key must not come from where the token says. The others change what is signed or how it is to be
// read (RFC 7515 §4.1.11, RFC 7797, RFC 7516, RFC 7519 §5.2), which Entra's access tokens never do. Unknown parameters
// are ignored, as RFC 7515 §4 demands; `x5t` (in v1.0 tokens) only repeats `kid`.
const REFUSED_PARAMETERS = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'zip', 'enc', 'cty'] as const;

// RFC 7519 §5.1, RFC 9068 §2.1; media types are compared without regard to letter case.
const ACCEPTED_TYPES: readonly unknown[] = ['jwt', 'at+jwt', 'application/at+jwt'];

/** Takes a token in JWS compact serialization (RFC 7515 §7.1) apart. */
export function readCompactJws(token: string, refuse: Refuse): CompactJws {
  const [header, payload] = decodedParts(token, refuse);
  const parameters = readJsonObject(header, refuse);
  // RFC 8725 §3.1: the algorithm is ours to choose, not the token's.
  if (parameters.alg !== 'RS256') refuse('algorithm');
  if (REFUSED_PARAMETERS.some((name) => Object.hasOwn(parameters, name))) refuse('header');
  if (!hasAcceptedType(parameters)) refuse('header');
  const { kid } = parameters;
  if (typeof kid !== 'string' || kid === '' || kid.length > MAX_KEY_ID_LENGTH) refuse('keyId');
  return { kid, payload };
}

function decodedParts(token: string, refuse: Refuse): readonly [Buffer, Buffer] {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) refuse('format');
  const [header = '', payload = '', signature = ''] = token.split('.');
  decoded(signature, refuse);
  return [decoded(header, refuse), decoded(payload, refuse)];
}

/** Base64url has one spelling for each sequence of bytes here: Node's decoder would let others pass (RFC 4648 §3.5). */
function decoded(part: string, refuse: Refuse): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) refuse('format');
  return bytes;
}

function hasAcceptedType({ typ }: JsonObject): boolean {
  return typ === undefined || (typeof typ === 'string' && ACCEPTED_TYPES.includes(typ.toLowerCase()));
}
