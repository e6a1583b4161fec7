// A proxy between the app and its store that loses answers: what was written stays written, and the app does not hear it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import type { Certificate } from '../../local/certificate.ts';

/**
 * What the app hears in place of the answer: `busy`, upon which the store's client sends the write again by itself, or
 * `reset`, the end of the connection, upon which it does not.
 */
export type LostAnswer = 'busy' | 'reset';

/** The running proxy. */
export interface StoreProxy {
  /** `https://localhost:{port}` */
  readonly endpoint: string;
  /** What the store answered to the creates of documents since the last {@link StoreProxy.loseNext}. */
  readonly created: readonly number[];
  /** Loses the answers of the next creates of documents, one each. */
  loseNext(...answers: readonly LostAnswer[]): void;
  close(): Promise<void>;
}

/** Headers of the connection, or of a body that is sent anew. */
const OF_ONE_HOP = new Set(['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding']);

type Headers = Record<string, string | string[]>;

function endToEnd(headers: Readonly<Partial<Headers>>): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_HOP.has(name))) as Headers;
}

/** Starts the proxy. */
export async function startStoreProxy(store: string, tls: Certificate): Promise<StoreProxy> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const losses: LostAnswer[] = [];
  const created: number[] = [];

  const pass = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url: path = '/', headers } = message;
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const answer = await request(`${store}${path}`, {
      method: method as 'GET',
      headers: endToEnd(headers),
      body: chunks.length === 0 ? null : Buffer.concat(chunks),
      dispatcher,
    });
    const text = await answer.body.text();
    const isCreate = method === 'POST' && path.endsWith('/docs') && headers['x-ms-documentdb-isquery'] === undefined;
    const loss = isCreate ? losses.shift() : undefined;
    if (isCreate) created.push(answer.statusCode);
    if (loss === 'reset') {
      response.destroy();
      return;
    }
    if (loss === 'busy') {
      response.writeHead(429, { 'content-type': 'application/json', 'x-ms-retry-after-ms': '1' });
      response.end('{"code":"429","message":"Request rate is large."}');
      return;
    }
    response.writeHead(answer.statusCode, endToEnd(answer.headers));
    // The store says where it is, and the client would go there.
    response.end(path === '/' ? text.replaceAll(/https:\/\/[^/"]+/g, endpoint) : text);
  };

  const server = createServer(tls, (message, response) => {
    pass(message, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    created,
    loseNext(...answers) {
      created.length = 0;
      losses.push(...answers);
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await dispatcher.close();
    },
  };
}
