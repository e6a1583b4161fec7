// The issuer's key pair: made once for this machine and kept, so that tokens outlive a restart.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A key pair that tokens are signed with. */
export interface IssuerKey {
  /** The key's JWK thumbprint. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Makes an RSA key pair of 2048 bits. */
export function createIssuerKey(): IssuerKey {
  return issuerKeyOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
}

/**
 * Reads the key pair in a folder, and makes one (readable for this user only) when there is none.
 * @param folder - a folder that git ignores
 * @throws Error when the file is there but holds no private RSA key
 */
export function loadIssuerKey(folder: string): IssuerKey {
  const file = join(folder, 'token-issuer-key.pem');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readKey(file) ?? createKey(file);
}

function readKey(file: string): IssuerKey | undefined {
  const pem = readIfThere(file);
  if (pem === undefined) return undefined;
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType === 'rsa') return issuerKeyOf(privateKey);
  } catch {
    // What OpenSSL says about it helps nobody.
  }
  throw new Error(`${file} does not hold a private RSA key in PEM form. Delete it, and a new one is made.`);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** `npm start` and `npm run token` may both get here at once: the first one's key stays, and nobody reads half a key. */
function createKey(file: string): IssuerKey {
  const key = createIssuerKey();
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, key.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
    return key;
  } catch (error) {
    const theirs = readKey(file);
    if (theirs === undefined) throw error;
    return theirs;
  } finally {
    rmSync(draft);
  }
}

function issuerKeyOf(privateKey: KeyObject): IssuerKey {
  const publicKey = createPublicKey(privateKey);
  return { kid: thumbprint(publicKey), privateKey, publicKey };
}

/** RFC 7638 §3: the required members in lexicographic order, without white space. */
function thumbprint(publicKey: KeyObject): string {
  const { e, kty, n } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
