// An agent that reports: Microsoft's client as it comes, and around it what a caller does whose connection breaks.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  type Context,
  type GraphError,
  type Middleware,
  MiddlewareFactory,
} from '@microsoft/microsoft-graph-client';
import { Agent, fetch, type RequestInfo, type RequestInit, Response } from 'undici';
import { type Answered, faultsOf, jsonOf } from './fault-answers.ts';

/** A request of an agent. */
export interface Report {
  readonly method: 'post' | 'patch' | 'delete' | 'get';
  /** Below the version root. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** The same for each try, a GUID; undefined for one who sends plainly, once, and could not be known again. */
  readonly requestId: string | undefined;
}

/** How a report ended. */
export interface Heard {
  /** Of the last answer; 0 when the connection broke. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** How many times it was sent in all. */
  readonly tries: number;
}

/** Sends reports. */
export interface FaultClient {
  /**
   * Sends a report until it has an answer that another try would not change; one without a request id, once.
   * @param patience - so many times Microsoft's client may begin anew, each with its own repetitions
   */
  send(report: Report, patience: number): Promise<Heard>;
  /** How many answers of each status there were; 0 stands for a connection that broke. */
  readonly answers: ReadonlyMap<number, number>;
  close(): Promise<void>;
}

/** What a client waits in a run, of the seconds that it is asked to wait. */
const HASTE = 1 / 50;

/** How long a caller waits before they send a report again, in milliseconds: twice as long each time. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 800;

/** Upon these another try may go better (docs/errors.md); 0 is a connection that broke. */
export const IN_VAIN: ReadonlySet<number> = new Set([0, 429, 503, 504]);

/**
 * Makes a client of the app.
 * @param url - of the app, over https
 * @param violated - is told of each answer that no caller should see
 */
export function createFaultClient(
  url: string,
  token: () => string,
  certificate: string,
  violated: (what: string) => void,
): FaultClient {
  const dispatcher = new Agent({ connect: { ca: certificate } });
  const answers = new Map<number, number>();
  const exchanges = new Map<string, { tries: number; status: number }>();

  const look = (answered: Answered, request: string): void => {
    answers.set(answered.status, (answers.get(answered.status) ?? 0) + 1);
    if (answered.status === 0) return;
    for (const fault of faultsOf(answered)) violated(`${request}: ${fault}`);
  };

  /** In place of the handler that would ask the global `fetch`. */
  const transport: Middleware = {
    async execute(context: Context) {
      const headers = (context.options?.headers ?? {}) as Record<string, string>;
      const requestId = headers['client-request-id'] ?? '';
      const init = { ...context.options, dispatcher } as RequestInit;
      const answered = await exchange(context.request as RequestInfo, init);
      exchanges.set(requestId, { tries: (exchanges.get(requestId)?.tries ?? 0) + 1, status: answered.status });
      look(answered, `${String(init.method)} ${String(context.request).slice(url.length)}`);
      if (answered.status === 0) throw new TypeError('fetch failed');
      context.response = hurried(answered) as unknown as globalThis.Response;
    },
  };
  const chain = MiddlewareFactory.getDefaultMiddlewareChain({ getAccessToken: () => Promise.resolve(token()) });
  const client = Client.initWithMiddleware({
    baseUrl: url,
    defaultVersion: 'beta',
    customHosts: new Set(['localhost']),
    middleware: [...chain.slice(0, -1), transport],
  });

  const sendPlainly = async ({ method, path, body, headers }: Report): Promise<Heard> => {
    const answered = await exchange(`${url}/beta${path}`, {
      method: method.toUpperCase(),
      headers: { ...headers, Authorization: `Bearer ${token()}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      dispatcher,
    });
    look(answered, `${method} /beta${path}`);
    return { status: answered.status, body: bodyOf(answered), tries: 1 };
  };

  const sendOnce = async ({ method, path, body, headers = {} }: Report, requestId: string): Promise<Heard['body']> => {
    const request = client.api(path).headers({ ...headers, 'client-request-id': requestId });
    try {
      const answer: unknown = await (body === undefined ? request[method as 'get']() : request[method as 'post'](body));
      return (answer ?? {}) as Heard['body'];
    } catch (error) {
      // How it ended is known already; this is what Microsoft's client makes of it.
      return { code: (error as GraphError).code };
    }
  };

  return {
    answers,
    async send(report, patience) {
      const { requestId } = report;
      if (requestId === undefined) return sendPlainly(report);
      exchanges.delete(requestId);
      for (let begun = 1; ; begun += 1) {
        const body = await sendOnce(report, requestId);
        const { tries = 0, status = 0 } = exchanges.get(requestId) ?? {};
        if (begun >= patience || !IN_VAIN.has(status)) return { status, body, tries };
        await sleep(Math.min(FIRST_PAUSE_MS * 2 ** (begun - 1), LONGEST_PAUSE_MS));
      }
    },
    close: () => dispatcher.close(),
  };
}

async function exchange(request: RequestInfo, init: RequestInit): Promise<Answered> {
  try {
    const answer = await fetch(request, init);
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
  } catch {
    return { status: 0, headers: {}, text: '' };
  }
}

function bodyOf({ status, text }: Answered): Heard['body'] {
  const json = jsonOf(text) ?? {};
  return status < 400 ? json : { code: (json.error as Heard['body'] | undefined)?.code };
}

/** The answer with a shorter wait, so that a run takes seconds: Microsoft's client waits for as long as it is told. */
function hurried({ status, headers, text }: Answered): Response {
  const retryAfter = headers['retry-after'];
  const shorter = retryAfter === undefined ? {} : { 'retry-after': String(Number(retryAfter) * HASTE) };
  return new Response(text === '' ? null : text, { status, headers: { ...headers, ...shorter } });
}
