// A key set endpoint on this machine that behaves as badly as a test wants it to.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IssuerKey } from '../../local/token-issuer/issuer-key.ts';

/** A running endpoint. */
export interface JwksServer {
  readonly url: string;
  /** How many requests came in so far. */
  readonly requests: () => number;
  /** What it answers from now on. */
  readonly answer: (listener: RequestListener) => void;
  /** It answers with that JSON from now on. */
  readonly publish: (document: unknown) => void;
  readonly close: () => Promise<void>;
}

/** Starts an endpoint that answers 404 until it is told otherwise. */
export async function startJwksServer(): Promise<JwksServer> {
  let count = 0;
  let listener: RequestListener = (_request, response) => response.writeHead(404).end();
  const server = createServer((request, response) => {
    count += 1;
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = (next: RequestListener): void => {
    listener = next;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    requests: () => count,
    answer,
    publish(document) {
      answer((_request, response) => response.end(JSON.stringify(document)));
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A member of a key set for a key. */
export function jwkOf(key: IssuerKey, members: object = {}): object {
  return { ...key.publicKey.export({ format: 'jwk' }), use: 'sig', kid: key.kid, ...members };
}
