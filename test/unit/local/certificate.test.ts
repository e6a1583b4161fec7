// The certificate of the local stack: made once, kept, and renewed before it ends.
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { ensureCertificate } from '../../../local/certificate.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the certificate of the local stack', () => {
  let parent: string;
  let folder: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'certificate-'));
    folder = join(parent, '.local');
  });

  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  test('is for every name of this machine, and its key belongs to it', async () => {
    const { cert, key } = await ensureCertificate(folder);
    const certificate = new X509Certificate(cert);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkIP('::1')).toBe('::1');
    expect(() => createSecureContext({ cert, key })).not.toThrow();
  });

  test('is kept where only its owner reads it, and given again', async () => {
    const made = await ensureCertificate(folder);
    expect(statSync(join(folder, 'localhost.pem')).mode & 0o777).toBe(0o600);
    await expect(ensureCertificate(folder)).resolves.toEqual(made);
  });

  test('is made anew a month before it ends', async () => {
    const now = Date.now();
    const made = await ensureCertificate(folder, now);
    await expect(ensureCertificate(folder, now + 330 * DAY_MS)).resolves.toEqual(made);
    const renewed = await ensureCertificate(folder, now + 340 * DAY_MS);
    expect(renewed.cert).not.toBe(made.cert);
    expect(Date.parse(new X509Certificate(renewed.cert).validTo)).toBeGreaterThan(now + 700 * DAY_MS);
  });

  test.each(['', 'not a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'is made anew where the file holds %j',
    async (content) => {
      const { cert } = await ensureCertificate(folder);
      writeFileSync(join(folder, 'localhost.pem'), content);
      const renewed = await ensureCertificate(folder);
      expect(renewed.cert).not.toBe(cert);
    },
  );
});
