// Attacks through what a token's header says about keys, types and the reading of the token.
import {
  byToken,
  foreignKey,
  signedText,
  tokenFor,
  withHeader,
  type AttackTarget,
  type TokenAttack,
  type TokenAttacks,
} from './forging.ts';

const embeddedKey = { ...foreignKey.publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' };

/** CVE-2018-0114 and its kind: a token that brings the key it is to be checked with. */
function bringsKey(header: (target: AttackTarget) => object): TokenAttack {
  return byToken('header', (target) => tokenFor({ ...target, key: foreignKey }, { header: { ...header(target) } }));
}

/** Attacks through the header. */
export const headerAttacks: TokenAttacks = {
  'embedded jwk under the right kid': bringsKey(({ key }) => ({ kid: key.kid, jwk: embeddedKey })),
  'embedded jwk under its own kid': bringsKey(() => ({ jwk: { ...embeddedKey, kid: foreignKey.kid } })),
  'jku to a key set of the forger': bringsKey(() => ({ jku: 'http://127.0.0.1:9/keys' })),
  'x5u to a certificate of the forger': bringsKey(() => ({ x5u: 'http://127.0.0.1:9/certificate' })),
  'x5c with a certificate of the forger': bringsKey(() => ({ x5c: ['MIIB'] })),
  'crit that names exp': withHeader('header', { crit: ['exp'], exp: 4102444800 }),
  'crit that is empty': withHeader('header', { crit: [] }),
  'unencoded payload (b64 false) with crit': withHeader('header', { b64: false, crit: ['b64'] }),
  'unencoded payload (b64 false) without crit': withHeader('header', { b64: false }),
  'compressed payload': withHeader('header', { zip: 'DEF' }),
  'encryption in the header of a signed token': withHeader('header', { enc: 'A128GCM' }),
  'typ of an id token': withHeader('header', { typ: 'id+jwt' }),
  'typ of a logout token': withHeader('header', { typ: 'logout+jwt' }),
  'typ that is not a string': withHeader('header', { typ: ['JWT'] }),
  'no kid': withHeader('keyId', { kid: null }),
  'empty kid': withHeader('keyId', { kid: '' }),
  'kid that is a number': withHeader('keyId', { kid: 1 }),
  'kid that is a list': byToken('keyId', (target) => tokenFor(target, { header: { kid: [target.key.kid] } })),
  'kid of 129 characters': withHeader('keyId', { kid: 'k'.repeat(129) }),
  'kid that is a file': withHeader('unknownKey', { kid: '../../../../dev/null' }),
  'kid that is SQL': withHeader('unknownKey', { kid: "' UNION SELECT 'key" }),
  'kid that is a member of every object': withHeader('unknownKey', { kid: '__proto__' }),
  'alg given twice': byToken('duplicateMembers', (target) =>
    signedText(target, 'header', (json) => json.replace('{', '{"alg":"none",')),
  ),
  'kid given twice, once with an escape': byToken('duplicateMembers', (target) =>
    signedText(target, 'header', (json) => json.replace('{', String.raw`{"\u006bid":"other",`)),
  ),
  'header that is a list': byToken('format', (target) => signedText(target, 'header', (json) => `[${json}]`)),
  'header that is null': byToken('format', (target) => signedText(target, 'header', () => 'null')),
  'header that is not JSON': byToken('format', (target) => signedText(target, 'header', (json) => json.slice(1))),
  'header with something behind it': byToken('format', (target) => signedText(target, 'header', (json) => `${json}{}`)),
  'header nested very deep': byToken('algorithm', (target) =>
    signedText(target, 'header', () => `{"x":${'['.repeat(4000)}${']'.repeat(4000)}}`),
  ),
  'header that is not UTF-8': byToken('format', (target) => {
    const [, payload = '', signature = ''] = tokenFor(target).split('.');
    return `${Buffer.from('{"alg":"RS256","x":"\xff"}', 'latin1').toString('base64url')}.${payload}.${signature}`;
  }),
};
