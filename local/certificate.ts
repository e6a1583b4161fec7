// The TLS certificate of the local stack: self-signed, for this machine's own names, kept in a folder that git ignores.
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate and its private key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const VALID_DAYS = 365;
/** A certificate that ends sooner than this is made anew. */
const RENEW_DAYS = 30;

/** Where the certificate of a folder is kept, with its key. */
export function certificateFile(folder: string): string {
  return join(folder, 'localhost.pem');
}

/**
 * Reads the certificate for localhost, 127.0.0.1 and ::1, or makes it when there is none or it ends soon.
 * @param folder - where it is kept; made when it is not there
 * @param now - the wall clock, in milliseconds since 1970
 */
export async function ensureCertificate(folder: string, now: number = Date.now()): Promise<Certificate> {
  // One file, so that certificate and key are always of one making, also when two processes make them at once.
  const file = certificateFile(folder);
  const known = readPem(file);
  if (known !== undefined && Date.parse(new X509Certificate(known.cert).validTo) > now + RENEW_DAYS * DAY_MS)
    return known;
  const made = await makeCertificate(now);
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, made.cert + made.key, { mode: 0o600 });
  renameSync(draft, file);
  return made;
}

function readPem(file: string): Certificate | undefined {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const [cert, key] = ['CERTIFICATE', 'PRIVATE KEY'].map(
    (label) => new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\n`).exec(pem)?.[0],
  );
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

async function makeCertificate(now: number): Promise<Certificate> {
  // Loaded only when it is needed: once a year.
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // Clocks of containers and virtual machines may lag.
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { cert: withFinalNewline(made.cert), key: withFinalNewline(made.private) };
}

function withFinalNewline(pem: string): string {
  return `${pem.replaceAll('\r\n', '\n').trimEnd()}\n`;
}
