// A certificate for the loopback address, made for one run of the benchmark.
import { generate } from 'selfsigned';

/** PEM texts, named as `tls.createServer` wants them. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes a self-signed certificate for `localhost` and `127.0.0.1` that is valid for a day. */
export async function makeCertificate(): Promise<Certificate> {
  const tomorrow = new Date(Date.now() + 86_400_000);
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    notAfterDate: tomorrow,
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key, cert };
}
