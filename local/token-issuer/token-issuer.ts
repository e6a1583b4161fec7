// A small token issuer that looks like Entra, for this machine only: it gives a token to anyone who asks.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isLoopbackHost, isLoopbackUrl } from '../../shared/loopback.ts';
import { listen } from '../listen.ts';
import { createAuthorizationCodes } from './authorization-codes.ts';
import { answerAuthorizationRequest, type PageAnswer } from './authorize-endpoint.ts';
import { discoveryDocument, keySet } from './documents.ts';
import { loadIssuerKey } from './issuer-key.ts';
import { PAGE_HEADERS } from './sign-in-page.ts';
import { answerTokenRequest, entraError, type JsonAnswer, type TokenEndpoint } from './token-endpoint.ts';

/** What a {@link TokenIssuer} is made of. */
export interface TokenIssuerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** A loopback address. `127.0.0.1` unless told otherwise. */
  readonly host?: string;
  /** Where the key pair is kept: a folder that git ignores. */
  readonly keyFolder: string;
  readonly tenantId: string;
  /** Client id, then App ID URIs of the API that there are tokens for. */
  readonly audiences: readonly string[];
}

/** A running issuer. */
export interface TokenIssuer {
  /** Base URL, `http://localhost:{port}`: what `ENTRA_AUTHORITY` has to be. */
  readonly authority: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Starts the issuer.
 * @throws Error when the host is not this machine's own, or the port is taken (`code` is `EADDRINUSE`, with `port`)
 */
export async function startTokenIssuer(options: TokenIssuerOptions): Promise<TokenIssuer> {
  const { host = '127.0.0.1', tenantId, audiences } = options;
  if (!isLoopbackHost(host)) {
    throw new Error(`The token issuer gives tokens to anyone who asks, so it does not listen on ${host}.`);
  }
  const key = loadIssuerKey(options.keyFolder);
  const server = createServer();
  const port = await listen(server, options.port, host);
  const authority = `http://localhost:${port}`;
  const routes = routesOf({ key, authority, tenantId, audiences, codes: createAuthorizationCodes() });
  server.on('request', (request, response) => {
    // A client that leaves in the middle of its request gets no answer, and does no harm.
    respond(routes, request, response).catch(() => response.destroy());
  });
  return { authority, port, close: () => close(server) };
}

type Answer = JsonAnswer | PageAnswer;

type Route = (request: IncomingMessage) => Promise<Answer> | Answer;

/** By method and path in lower case. */
function routesOf(endpoint: TokenEndpoint): ReadonlyMap<string, Route> {
  const { key, authority, tenantId } = endpoint;
  const discovery = (version: '1.0' | '2.0') => () => ok(discoveryDocument(authority, tenantId, version));
  const keys = (version: '1.0' | '2.0') => () => ok(keySet(key, authority, tenantId, version));
  const token = (version: '1.0' | '2.0') => async (request: IncomingMessage) =>
    answerTokenRequest(endpoint, version, await readForm(request));
  const authorize = ({ url = '' }: IncomingMessage): Answer =>
    answerAuthorizationRequest(endpoint, new URLSearchParams(url.slice(url.indexOf('?') + 1)));
  const tenant = `/${tenantId.toLowerCase()}`;
  return new Map<string, Route>([
    [`GET ${tenant}/.well-known/openid-configuration`, discovery('1.0')],
    [`GET ${tenant}/v2.0/.well-known/openid-configuration`, discovery('2.0')],
    [`GET ${tenant}/discovery/keys`, keys('1.0')],
    [`GET ${tenant}/discovery/v2.0/keys`, keys('2.0')],
    [`GET ${tenant}/oauth2/v2.0/authorize`, authorize],
    [`POST ${tenant}/oauth2/token`, token('1.0')],
    [`POST ${tenant}/oauth2/v2.0/token`, token('2.0')],
  ]);
}

async function respond(
  routes: ReadonlyMap<string, Route>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0]?.toLowerCase() ?? '';
  const answer = await routes.get(`${request.method ?? ''} ${path}`)?.(request);
  send(request, response, answer ?? notFound());
}

function send({ headers: { origin = '' } }: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if ('location' in answer) {
    response.writeHead(302, { Location: answer.location, 'Cache-Control': 'no-store' }).end();
    return;
  }
  if ('html' in answer) {
    response.writeHead(answer.status, PAGE_HEADERS).end(answer.html);
    return;
  }
  // Entra lets the pages of registered single-page applications read what it answers; here those are on this machine.
  if (isLoopbackUrl(origin)) response.setHeader('Access-Control-Allow-Origin', origin).setHeader('Vary', 'Origin');
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };
  response.writeHead(answer.status, headers).end(JSON.stringify(answer.body));
}

const maxFormLength = 64 * 1024;

/** Reads a form; what is longer than any token request is dropped. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    if (text.length < maxFormLength) text += String(chunk);
  }
  return new URLSearchParams(text);
}

function ok(body: object): JsonAnswer {
  return { status: 200, body };
}

function notFound(): JsonAnswer {
  return entraError(404, 'invalid_request', 90002, 'There is no such tenant or endpoint on this issuer.');
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
