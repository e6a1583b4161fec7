// HTTP by hand, for what no client library sends: duplicate headers, half a body, a body that comes slowly.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection whose bytes the test decides. */
export interface RawConnection {
  readonly socket: Socket;
  /** Waits until what has been received matches, or the server has ended the connection; gives back all of it. */
  readonly receive: (pattern?: RegExp) => Promise<string>;
}

/** Opens a connection to 127.0.0.1. */
export async function open(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let received = '';
  let hasEnded = false;
  socket.on('data', (chunk) => (received += String(chunk)));
  socket.once('close', () => (hasEnded = true));
  // A reset ends the connection; whether the answer came before it is what tests look at.
  socket.on('error', () => (hasEnded = true));
  return {
    socket,
    receive: async (pattern = /(?!)/) => {
      while (!hasEnded && !pattern.test(received)) {
        await Promise.race([once(socket, 'data'), once(socket, 'close')]).catch(() => undefined);
      }
      return received;
    },
  };
}

/**
 * Sends lines as they are and gives back the whole answer.
 * @param lines - request line and headers, without `Connection`: the server is told to close
 */
export async function exchange(port: number, lines: readonly string[], body = ''): Promise<string> {
  const { socket, receive } = await open(port);
  socket.write([...lines, 'Connection: close', '', body].join('\r\n'));
  return receive();
}

/** The part of a raw answer after its headers. */
export function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}
