// Ports for programs that must be told theirs before they start.
import { createServer, type AddressInfo, type Server } from 'node:net';

/** Finds free ports of 127.0.0.1. Nothing keeps them free, but the system hands out others first. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        resolve(server);
      });
  });
}
