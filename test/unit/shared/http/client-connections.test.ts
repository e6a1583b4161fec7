// The connection of an invocation's client, as an HTTP server of this process announces it.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type ClientConnections, watchClientConnections } from '../../../../shared/http/client-connections.ts';

let server: Server;
let clients: ClientConnections;
let socket: Socket;

beforeEach(async () => {
  clients = watchClientConnections();
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
});
afterEach(async () => {
  clients.close();
  socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function request(...headers: readonly string[]): Promise<ServerResponse> {
  const received = once(server, 'request');
  socket.write(['GET / HTTP/1.1', 'Host: localhost', ...headers, '', ''].join('\r\n'));
  const [, response] = (await received) as [unknown, ServerResponse];
  return response;
}

test('is found once by the id of the invocation, and tells when it has ended', async () => {
  const response = await request('x-ms-invocation-id: i1');
  expect(clients.take('i2')).toBeUndefined();
  const client = clients.take('i1');
  expect(client).toMatchObject({ destroyed: false });
  expect(clients.take('i1')).toBeUndefined();

  const closed = once(response, 'close');
  socket.destroy();
  await closed;

  expect(client?.destroyed).toBe(true);
});

test('is nothing where a request does not say whose it is', async () => {
  await request();
  expect(clients.take('undefined')).toBeUndefined();
});

test('is forgotten when a thousand others have come and it was not asked for', async () => {
  for (let index = 0; index <= 1_000; index += 1) {
    const response = await request(`x-ms-invocation-id: i${index}`);
    response.end();
    await once(socket, 'data');
  }
  expect(clients.take('i0')).toBeUndefined();
  expect(clients.take('i1')).toBeDefined();
  expect(clients.take('i1000')).toBeDefined();
});

test('is not looked at any more at the end', async () => {
  const response = await request('x-ms-invocation-id: i1');
  clients.close();
  response.end();
  await once(socket, 'data');
  await request('x-ms-invocation-id: i2');
  expect([clients.take('i1'), clients.take('i2')]).toEqual([undefined, undefined]);
});
