// The one way in which every server of the local stack starts to listen.
import type { AddressInfo, Server } from 'node:net';

/**
 * Starts to listen.
 * @param port - 0 takes any free port
 * @returns the port that it listens on
 * @throws Error when it cannot: `code` and `port` tell of a taken port (`EADDRINUSE`)
 */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
