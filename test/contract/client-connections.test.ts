// The Functions library's own HTTP server tells of a client that goes, though it shows the handler neither request nor signal.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { app, type HttpRequest, type InvocationContext } from '@azure/functions';
import { takeRegistrations } from '../../local/functions-host/functions-core.ts';
import { watchClientConnections } from '../../shared/http/client-connections.ts';
import { open } from '../support/raw-http.ts';

/** What the worker calls of the library. */
interface ProgrammingModel {
  getCapabilities(capabilities: object): Promise<{ readonly HttpUri?: string }>;
  getInvocationModel(core: object): {
    getArguments(): Promise<{ readonly context: InvocationContext; readonly inputs: readonly HttpRequest[] }>;
  };
}

interface Announced {
  readonly response: ServerResponse;
  readonly server: Server;
}

const announced: Announced[] = [];
const note = (message: unknown): void => void announced.push(message as Announced);

beforeAll(() => {
  subscribe('http.server.request.start', note);
});
afterAll(() => {
  unsubscribe('http.server.request.start', note);
  for (const { server } of announced) {
    server.closeAllConnections();
    server.close();
  }
});

it('is found by the id of its invocation while the function runs', async () => {
  const clients = watchClientConnections();
  app.setup({ enableHttpStream: true });
  app.http('probe', { route: '{*path}', methods: ['POST'], authLevel: 'anonymous', handler: () => ({}) });
  const { programmingModel, functions } = takeRegistrations();
  const model = programmingModel as ProgrammingModel;
  const { HttpUri = '' } = await model.getCapabilities({});
  const { socket } = await open(Number(new URL(HttpUri).port));
  socket.write(
    [
      'POST /a HTTP/1.1',
      'Host: localhost',
      'x-forwarded-host: localhost',
      'x-forwarded-proto: https',
      'x-ms-invocation-id: i1',
      'Content-Length: 2',
      '',
      '{}',
    ].join('\r\n'),
  );
  const [name = ''] = Object.keys(functions[0]?.metadata.bindings ?? {});
  const { context, inputs } = await model
    .getInvocationModel({
      invocationId: 'i1',
      metadata: functions[0]?.metadata,
      state: 'invocation',
      log: () => undefined,
      request: { invocationId: 'i1', inputData: [{ name, data: { http: {} } }], triggerMetadata: {} },
    })
    .getArguments();
  expect(await inputs[0]?.text()).toBe('{}');
  expect(inputs[0]).not.toHaveProperty('signal');
  expect(context).not.toHaveProperty('signal');

  const client = clients.take(context.invocationId);
  expect(client).toMatchObject({ destroyed: false });
  const [arrived] = announced;
  if (arrived === undefined) throw new Error('Node announced nothing.');
  const closed = once(arrived.response, 'close');
  socket.destroy();
  await closed;

  expect(client?.destroyed).toBe(true);
  clients.close();
});
