// Tries a deployed API as a client does: once it is ready, one status is created, read and deleted, and nothing is left.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** Where the API is, and how it is asked. */
export interface SmokeTest {
  /** With the version, without a trailing slash: `https://host/beta`. */
  readonly url: string;
  /** With `DeviceManagementApps.ReadWrite.All`. */
  readonly token: string;
  /** How long a deployment may take until it is ready, in milliseconds. */
  readonly patience: number;
  /** Told of each step that went well. */
  readonly report: (line: string) => void;
}

/** Between two looks at whether it is ready, in milliseconds. */
const LOOK_AGAIN = 2_000;
/** An answer that takes longer is none, in milliseconds: a cold start must fit. */
const ANSWER = 30_000;

const STATUS = {
  '@odata.type': '#microsoft.graph.userAppInstallStatus',
  userName: 'Smoke test',
  userPrincipalName: 'smoke-test@example.com',
  installedDeviceCount: 1,
  failedDeviceCount: 0,
  notInstalledDeviceCount: 2,
};

/**
 * Runs the smoke test. The app that it writes to is new each time and is removed in the end, also after a failure.
 * @throws Error that says which step failed and what was answered
 */
export async function runSmokeTest({ url, token, patience, report }: SmokeTest): Promise<void> {
  await untilReady(url, patience, report);
  const app = `${url}/deviceAppManagement/mobileApps/smoke-test-${randomUUID()}`;
  const step = async (name: string, method: string, target: string, expected: number): Promise<unknown> => {
    const started = performance.now();
    const response = await ask(target, method, token);
    const text = await response.text();
    if (response.status !== expected) {
      throw new Error(`${name}: ${response.status} was answered and not ${expected}. ${shorten(text)}`);
    }
    report(`${name}: ${response.status} in ${Math.round(performance.now() - started)} ms`);
    return text === '' ? undefined : JSON.parse(text);
  };

  const anonymous = await ask(`${app}/userStatuses`, 'GET');
  if (anonymous.status !== 401) throw new Error(`Without a token: ${anonymous.status} was answered and not 401.`);
  report('without a token: 401');
  try {
    const created = await step('create', 'POST', `${app}/userStatuses`, 201);
    const status = `${app}/userStatuses/${String((created as { id?: unknown }).id)}`;
    compare(await step('read', 'GET', status, 200));
    await step('delete', 'DELETE', status, 204);
    await step('read again', 'GET', status, 404);
  } finally {
    const removal = await ask(app, 'DELETE', token).catch(() => undefined);
    // A token that may not remove it may not have made it either.
    if (![204, 401, 403, 404].includes(removal?.status ?? 0))
      report(`The app could not be removed: DELETE ${app} with a good token does it.`);
  }
}

async function untilReady(url: string, patience: number, report: (line: string) => void): Promise<void> {
  const ready = `${url.replace(/\/[^/]+$/, '')}/health/ready`;
  const started = performance.now();
  for (;;) {
    const said = await ask(ready, 'GET').then(
      ({ status }) => String(status),
      (error: unknown) => reasonOf(error),
    );
    const seconds = Math.round((performance.now() - started) / 1000);
    if (said === '200') {
      report(`ready after ${seconds} s`);
      return;
    }
    if (performance.now() - started + LOOK_AGAIN > patience) {
      throw new Error(`${ready} is not ready after ${seconds} s: ${said}.`);
    }
    await wait(LOOK_AGAIN);
  }
}

function ask(target: string, method: string, token?: string): Promise<Response> {
  const isCreate = method === 'POST';
  return fetch(target, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(isCreate && { 'content-type': 'application/json' }),
    },
    body: isCreate ? JSON.stringify(STATUS) : null,
    // A redirection would take the token elsewhere.
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER),
  });
}

function compare(read: unknown): void {
  const values = read as Readonly<Record<string, unknown>>;
  const wrong = Object.entries(STATUS).filter(([name, value]) => values[name] !== value);
  if (wrong.length > 0) throw new Error(`read: ${wrong.map(([name]) => name).join(', ')} came back as something else.`);
}

function shorten(text: string): string {
  return text.length > 1_000 ? `${text.slice(0, 1_000)} …` : text;
}

/** `fetch` says "fetch failed", and what failed in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
