// The Azure worker's side of an invocation, as far as the library of the functions can tell: it is given the worker's
// module, registers its functions, opens its own HTTP server (enableHttpStream), and each request then comes in two
// halves, the HTTP message through that server and the invocation through a channel. The channel is gRPC in Azure and
// a line of JSON over TCP here.
import Module from 'node:module';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { provideCoreModule } from './core-module.ts';

type Handler = (...args: unknown[]) => unknown;

/** What the library registers of a function. */
interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<
    Record<string, { readonly type: string; readonly route?: string; readonly methods?: string[] }>
  >;
}

/** The part of the library's programming model that an invocation goes through. */
interface InvocationModel {
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: Handler): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<object>;
}

interface ProgrammingModel {
  getInvocationModel(coreContext: object): InvocationModel;
  getCapabilities(capabilities: object): Promise<{ readonly HttpUri?: string }>;
}

interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly triggerName: string;
  readonly callback: Handler;
}

/** What the host says of one request beside its HTTP message. */
export interface Invocation {
  /** Pairs the invocation with its HTTP message. */
  readonly invocationId: string;
  /** Method and route template of the function that the host has matched. */
  readonly route: string;
  readonly triggerMetadata: Readonly<Record<string, { readonly json?: string; readonly string?: string }>>;
}

/** The two ways in. */
export interface WorkerHost {
  /** The library's own server. */
  readonly httpUri: string;
  /** The port of the invocation channel on the loopback address. */
  readonly invocationPort: number;
}

const functionsByRoute = new Map<string, RegisteredFunction>();
const appStartHooks: Handler[] = [];
let model: ProgrammingModel | undefined;

/** The module that the worker gives to the library. */
const coreApi = {
  version: '1.0.0',
  hostVersion: '4.1040.300',
  setProgrammingModel: (registered: ProgrammingModel): void => {
    model = registered;
  },
  registerFunction: (metadata: FunctionMetadata, callback: Handler): void => {
    for (const [triggerName, { type, route = '', methods = [] }] of Object.entries(metadata.bindings)) {
      if (type !== 'httpTrigger') continue;
      for (const method of methods) functionsByRoute.set(`${method} ${route}`, { metadata, triggerName, callback });
    }
  },
  registerHook: (name: string, callback: Handler): void => {
    if (name === 'appStart') appStartHooks.push(callback);
  },
  log: (): void => undefined,
};

async function invoke(invocation: Invocation): Promise<object> {
  const registered = functionsByRoute.get(invocation.route);
  if (model === undefined || registered === undefined) throw new Error(`Nothing is registered at ${invocation.route}.`);
  const { metadata, triggerName, callback } = registered;
  const { invocationId, triggerMetadata } = invocation;
  const call = model.getInvocationModel({
    invocationId,
    metadata,
    state: 'invocation',
    // In Azure a line goes to the host over gRPC; here it goes where the other contestants' lines go.
    log: (_level: string, _category: string, message: string) => process.stdout.write(`${message}\n`),
    request: {
      invocationId,
      inputData: [{ name: triggerName, data: { http: {} } }],
      triggerMetadata,
      traceContext: { traceParent: '', traceState: '', attributes: {} },
    },
  });
  const { context, inputs } = await call.getArguments();
  const result = await call.invokeFunction(context, inputs, callback);
  return await call.getResponse(context, result);
}

function serveInvocations(socket: Socket): void {
  let pending = '';
  socket.setEncoding('utf8').setNoDelay(true);
  socket.on('data', (chunk) => {
    const lines = (pending + String(chunk)).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      // A failure here is the benchmark's own, and unhandled it ends the process with its stack.
      void invoke(JSON.parse(line) as Invocation).then((response) => socket.write(`${JSON.stringify(response)}\n`));
    }
  });
  socket.on('error', () => socket.destroy());
}

function openInvocationChannel(): Promise<number> {
  const server = createServer(serveInvocations);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/**
 * Loads the function app, runs its appStart hooks and starts the worker's side.
 * @param entry - absolute path of the app's CommonJS file
 * @throws Error when the app does not stream HTTP, since then the library opens no server
 */
export async function startWorkerHost(entry: string): Promise<WorkerHost> {
  provideCoreModule(coreApi);
  Module.createRequire(entry)(entry);
  if (model === undefined) throw new Error(`${entry} registers no functions.`);
  const { HttpUri: httpUri } = await model.getCapabilities({});
  if (httpUri === undefined) throw new Error('The app does not set enableHttpStream, which this host stands on.');
  for (const hook of appStartHooks) await hook({ hookData: {} });
  return { httpUri, invocationPort: await openInvocationChannel() };
}
