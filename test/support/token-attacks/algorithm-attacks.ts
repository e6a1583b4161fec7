// Attacks on how the signature is checked: algorithms, keys, and signatures that are not quite right.
import { constants, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { encoded, signJwt } from '../../../local/token-issuer/access-token.ts';
import {
  byToken,
  changed,
  foreignKey,
  partsFor,
  signedBy,
  tokenFor,
  withHeader,
  type AttackTarget,
  type TokenAttack,
  type TokenAttacks,
} from './forging.ts';

const ellipticKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** CVE-2015-9235 and its kind: the public key, which everybody has, as the secret of an HMAC. */
function hmacWith(secret: (publicKey: KeyObject) => string | Buffer, header = { alg: 'HS256' }): TokenAttack {
  return byToken(header.alg === 'RS256' ? 'signature' : 'algorithm', (target) =>
    signedBy(target, header, (input) => createHmac('sha256', secret(target.key.publicKey)).update(input).digest()),
  );
}

function rsaWith(alg: string, hash: string, padding?: object): TokenAttack {
  return byToken('algorithm', (target) =>
    signedBy(target, { alg }, (input) => sign(hash, input, { key: target.key.privateKey, ...padding })),
  );
}

function unsigned(alg: unknown): (target: AttackTarget) => string {
  return (target) => {
    const { header, claims } = partsFor(target);
    return `${encoded({ ...header, alg })}.${encoded(claims)}.`;
  };
}

/** Another claim, under the signature of a right token. */
function elevated(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return `${header}.${encoded({ ...claims, roles: ['DeviceManagementApps.ReadWrite.All', 'Everything'] })}.${signature}`;
}

/** Another spelling of the same signature bytes: the last character of 342 carries two bits only. */
function respelled(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + (alphabet[alphabet.indexOf(token.slice(-1)) + 1] ?? 'A');
}

/** Attacks on the check of the signature. */
export const algorithmAttacks: TokenAttacks = {
  'alg none without a signature': byToken('format', unsigned('none')),
  'alg none in capitals': byToken('format', unsigned('NONE')),
  'alg none with a right signature': withHeader('algorithm', { alg: 'none' }),
  'no alg': withHeader('algorithm', { alg: null }),
  'alg as a list': withHeader('algorithm', { alg: ['RS256'] }),
  'alg in lower case': withHeader('algorithm', { alg: 'rs256' }),
  'HS256 with the public key in PEM form': hmacWith((key) => key.export({ type: 'spki', format: 'pem' })),
  'HS256 with the public key in PEM form, trimmed': hmacWith((key) =>
    key.export({ type: 'spki', format: 'pem' }).toString().trim(),
  ),
  'HS256 with the public key in PKCS #1 PEM form': hmacWith((key) => key.export({ type: 'pkcs1', format: 'pem' })),
  'HS256 with the public key in DER form': hmacWith((key) => key.export({ type: 'spki', format: 'der' })),
  'HS256 with the modulus': hmacWith((key) => Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url')),
  'HS256 with an empty secret': hmacWith(() => ''),
  'RS256 in the header, HS256 in the signature': hmacWith((key) => key.export({ type: 'spki', format: 'pem' }), {
    alg: 'RS256',
  }),
  'RS384 by the right key': rsaWith('RS384', 'sha384'),
  'RS512 by the right key': rsaWith('RS512', 'sha512'),
  'PS256 by the right key': rsaWith('PS256', 'sha256', {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  }),
  'ES256 by a foreign key': byToken('algorithm', (target) =>
    signedBy(target, { alg: 'ES256' }, (input) =>
      sign('sha256', input, { key: ellipticKey, dsaEncoding: 'ieee-p1363' }),
    ),
  ),
  'foreign key under the right kid': byToken('signature', (target) =>
    tokenFor({ ...target, key: { ...foreignKey, kid: target.key.kid } }),
  ),
  'foreign key under its own kid': byToken('unknownKey', (target) => tokenFor({ ...target, key: foreignKey })),
  'changed payload': changed('signature', elevated),
  'changed signature': changed('signature', (token) => {
    const middle = token.lastIndexOf('.') + 100;
    return token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1);
  }),
  'signature spelled differently': changed('format', respelled),
  'signature with padding': changed('format', (token) => `${token}==`),
  'signature cut short': changed('signature', (token) => token.slice(0, -2)),
  'signature of another token': byToken('signature', (target) => {
    const [header = '', payload = ''] = tokenFor(target).split('.');
    return `${header}.${payload}.${tokenFor(target, { expiresIn: 60 }).split('.')[2] ?? ''}`;
  }),
  'signature over the payload alone': byToken('signature', (target) => {
    const [header = '', payload = ''] = tokenFor(target).split('.');
    return `${header}.${payload}.${sign('sha256', Buffer.from(payload), target.key.privateKey).toString('base64url')}`;
  }),
  'nested JWT': byToken('header', (target) => {
    const header = { ...partsFor(target).header, cty: 'JWT' };
    return signJwt(header, tokenFor(target), target.key.privateKey);
  }),
  'nested JWT that does not say so': byToken('claims', (target) =>
    signJwt(partsFor(target).header, tokenFor(target), target.key.privateKey),
  ),
};
