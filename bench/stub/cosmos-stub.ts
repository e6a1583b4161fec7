// The store of all contestants but CAP: a process that speaks just enough of Cosmos over TLS, with canned answers.
// It reads HTTP by hand, because what it spends is taken from the contestants on a machine with few cores.
import { createServer, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import type { storeRequestKinds, StoreRequests } from '../operations.ts';
import type { Certificate } from './certificate.ts';
import { cannedResponses, type CannedResponses } from './cosmos-responses.ts';
import { route } from './routing.ts';

/** What the stub tells its parent. */
export type StubMessage =
  | { readonly type: 'listening'; readonly endpoint: string }
  | { readonly type: 'count'; readonly counts: StoreRequests };

const endOfHead = Buffer.from('\r\n\r\n');
const counts: Record<(typeof storeRequestKinds)[number], number> = {
  create: 0,
  bulk: 0,
  read: 0,
  query: 0,
  replace: 0,
};

/** Answers every whole request in the buffer and returns what is left of it. */
function answerAll(received: Buffer, socket: TLSSocket, canned: CannedResponses): Buffer {
  let rest = received;
  for (;;) {
    const headLength = rest.indexOf(endOfHead);
    if (headLength === -1) return rest;
    const head = rest.toString('latin1', 0, headLength);
    if (/\ntransfer-encoding:/i.test(head)) {
      socket.end(canned.lengthRequired);
      return rest.subarray(rest.length);
    }
    const bodyLength = Number(/\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    const total = headLength + endOfHead.length + bodyLength;
    if (rest.length < total) return rest;
    const { answer, kind } = route(head, rest.subarray(headLength + endOfHead.length, total), canned);
    if (kind !== undefined) counts[kind] += 1;
    socket.write(answer);
    rest = rest.subarray(total);
  }
}

function serve(certificate: Certificate): void {
  let canned: CannedResponses;
  const server = createServer(certificate, (socket) => {
    let pending: Buffer = Buffer.alloc(0);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      pending = answerAll(pending.length === 0 ? chunk : Buffer.concat([pending, chunk]), socket, canned);
    });
    // A contestant that is stopped resets its connections; that is no fault of the stub.
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    const endpoint = `https://localhost:${port}/`;
    canned = cannedResponses(endpoint);
    process.send?.({ type: 'listening', endpoint } satisfies StubMessage);
  });
}

process.on('message', (message: { readonly type: 'serve'; readonly certificate: Certificate } | { type: 'count' }) => {
  if (message.type === 'serve') serve(message.certificate);
  else process.send?.({ type: 'count', counts } satisfies StubMessage);
});
process.on('disconnect', () => process.exit());
