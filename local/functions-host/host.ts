// The local Functions host: serves the HTTP functions of an app on this machine. It is an emulation for development and
// tests, with the behaviour of the real host that matters to this app; `func start` runs the real one.
import http, { type RequestListener, type ServerResponse } from 'node:http';
import https from 'node:https';
import { format } from 'node:util';
import { listen } from '../listen.ts';
import { deferContinue } from './expect-continue.ts';
import type { Registrations } from './functions-core.ts';
import { type Invoke, createInvoke } from './invocation.ts';
import type { Log } from './log-writer.ts';
import { MAX_BODY_BYTES } from './request-body.ts';
import { readRequestTarget } from './request-target.ts';
import { writeEmpty, writeResponse } from './response-writer.ts';
import { type HttpFunction, type Router, createRouter } from './router.ts';

/** What of host.json the local host heeds. */
export interface HostJson {
  readonly extensions?: { readonly http?: { readonly routePrefix?: string } };
}

/** Where to listen without TLS. */
export interface HttpEndpoint {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
}

/** Where to listen with TLS, on the same address. */
export interface HttpsEndpoint {
  readonly port: number;
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

/** What {@link startFunctionsHost} needs. */
export interface FunctionsHostOptions {
  readonly registrations: Registrations;
  readonly hostJson: HostJson;
  readonly http: HttpEndpoint;
  readonly https?: HttpsEndpoint | undefined;
  /** Where a browser is sent that asks for `/`, in place of the page that Azure's host has there. */
  readonly homePage?: string | undefined;
  readonly log: Log;
}

/** A running host. */
export interface FunctionsHost {
  /** `http://{host}:{port}` */
  readonly url: string;
  /** `https://{host}:{port}`, when it listens with TLS. */
  readonly httpsUrl: string | undefined;
  readonly functions: readonly HttpFunction[];
  /** Stops listening, lets requests under way finish for some seconds, then runs the app's appTerminate hooks. */
  readonly close: () => Promise<void>;
}

/** How long requests under way may take once the host closes, in milliseconds. */
const CLOSING_MS = 10_000;
/** How often connections that have become idle are looked for while it closes, in milliseconds. */
const SWEEP_MS = 25;

const SERVER_OPTIONS = {
  // node:http would drop a second Authorization header; a function must see that there were two.
  joinDuplicateHeaders: true,
  // As Kestrel, so that a client's idle connection is not cut just as it is used again; milliseconds.
  keepAliveTimeout: 130_000,
  // As Kestrel's limit on all headers; a token with many groups alone may be larger than Node's own limit.
  maxHeaderSize: 32 * 1024,
} as const;

/**
 * Runs the app's appStart hooks and starts to listen.
 * @throws Error when a route cannot be read, a hook throws, or a port is taken (`code` is `EADDRINUSE`, with `port`)
 */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const { registrations, log } = options;
  const { appStart, appTerminate } = registrations.hooks;
  const router = createRouter(registrations.functions, options.hostJson.extensions?.http?.routePrefix ?? 'api');
  const invoke = createInvoke(registrations, log);
  const hookData = {};
  for (const hook of appStart) await hook({ hookData });

  const servers: http.Server[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(closeServer));
    for (const hook of appTerminate) await hook({ hookData });
  };
  const open = async (scheme: string, server: http.Server, port: number): Promise<string> => {
    const { host } = options.http;
    serve(server, withHomePage(options.homePage, createListener(scheme, { server, router, invoke, log })));
    const boundPort = await listen(server, port, host);
    servers.push(server);
    return `${scheme}://${host}:${boundPort}`;
  };
  try {
    const url = await open('http', http.createServer(SERVER_OPTIONS), options.http.port);
    const { https: tls } = options;
    const httpsUrl =
      tls && (await open('https', https.createServer({ ...SERVER_OPTIONS, cert: tls.cert, key: tls.key }), tls.port));
    return { url, httpsUrl, functions: router.functions, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only browsers ask for HTML; other clients of `/` want what the app has there. */
function withHomePage(homePage: string | undefined, listener: RequestListener): RequestListener {
  if (homePage === undefined) return listener;
  return (message, response) => {
    const { method, url, headers } = message;
    const isBrowser = headers.accept?.includes('text/html') === true;
    if (method !== 'GET' || url !== '/' || !isBrowser) {
      listener(message, response);
      return;
    }
    response.writeHead(302, { Location: homePage, 'Cache-Control': 'no-store', Vary: 'Accept' }).end();
  };
}

/** What a listener works with. */
interface Listening {
  readonly server: http.Server;
  readonly router: Router;
  readonly invoke: Invoke;
  readonly log: Log;
}

function createListener(scheme: string, { server, router, invoke, log }: Listening): RequestListener {
  return (message, response) => {
    const { method = '', url = '', headers } = message;
    const target = readRequestTarget(scheme, headers.host ?? `localhost:${message.socket.localPort ?? ''}`, url);
    if (target === undefined) {
      writeEmpty(response, 400);
      return;
    }
    const match = router.match(method, target.path);
    if (match === undefined) {
      writeEmpty(response, 404);
      return;
    }
    if (Number(headers['content-length']) > MAX_BODY_BYTES) {
      writeEmpty(response, 413);
      return;
    }
    invoke(match, message, target, response)
      .then((result) => {
        // Told that this was the last answer, a client does not send into a connection that is just being closed.
        if (!server.listening) response.shouldKeepAlive = false;
        return writeResponse(response, result);
      })
      .catch((error: unknown) => {
        log('error', `Function "${match.function.name}" failed: ${format(error)}`);
        answerFailure(response);
      });
  };
}

function answerFailure(response: ServerResponse): void {
  // Half an answer cannot be taken back; ending the connection tells the client that it is not whole.
  if (response.headersSent) response.destroy();
  else writeEmpty(response, 500);
}

function serve(server: http.Server, listener: RequestListener): void {
  server.on('request', listener);
  server.on('checkContinue', (message, response) => {
    deferContinue(message, response);
    listener(message, response);
  });
}

function closeServer(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    const deadline = Date.now() + CLOSING_MS;
    const sweep = setInterval(() => {
      if (Date.now() > deadline) server.closeAllConnections();
      else server.closeIdleConnections();
    }, SWEEP_MS);
    server.close(() => {
      clearInterval(sweep);
      resolve();
    });
  });
}
