// The explorer, in a real browser and over HTTP: it works, and it holds itself to this host and the authority.
import type { Browser, Page } from 'playwright-core';
import { explorerOperations } from '../../shared/explorer/operations.ts';
import type { FileOutcome, OperationRequest, Services } from '../../shared/resources/operation.ts';
import { findChromium, startChromium } from '../support/chromium.ts';
import {
  answerOn,
  changeTo,
  EXPLORER_CLIENT_ID,
  openSignedIn,
  seen,
  sendCreate,
  watchPage,
} from '../support/explorer-page.ts';
import { startStack, type Stack } from '../support/stack.ts';

// On a machine that has other things to do, a browser may be slow.
jest.setTimeout(120_000);

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ API_EXPLORER_CLIENT_ID: EXPLORER_CLIENT_ID });
});

afterAll(() => stack.close());

const executable = findChromium();
const name = 'in Chromium';
const inChromium =
  executable === undefined
    ? describe.skip.bind(undefined, `${name}: skipped, there is none; CHROMIUM_PATH names one`)
    : describe.bind(undefined, name);

inChromium(() => {
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    browser = await startChromium(executable ?? '');
  });

  beforeEach(async () => {
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    problems = watchPage(page);
  });

  afterEach(() => page.close());

  afterAll(() => browser.close());

  const localhost = (): string => stack.url.replace('127.0.0.1', 'localhost');

  test('an administrator signs in with one click, sends the documented create and sees 201', async () => {
    await openSignedIn(page, localhost());
    expect(await page.locator('#caller').innerText()).toMatch(/^Megan Bowen\s+ReadWrite\.All, until/);
    // The code of the sign-in is gone from the address, and what was shown before is shown again.
    expect(page.url()).toMatch(/\/docs#tag\/.*\/userStatuses$/);
    await sendCreate(page);
    await answerOn(page).getByText('201 Created').waitFor();
    const { resources } = await stack.container.items.readAll().fetchAll();
    expect(resources).toContainEqual(expect.objectContaining({ userName: 'User Name value' }));
    expect(problems).toEqual([]);
  });

  test('a reader on a phone sees that creating is forbidden, and when the token has expired', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.clock.install();
    await openSignedIn(page, localhost());
    await changeTo(page, 'Reader', 'Adele Vance');
    await sendCreate(page);
    await seen(page, answerOn(page).getByText('403 Forbidden'));
    await page.getByRole('button', { name: 'Close Client' }).click();
    await page.clock.fastForward('01:00:01');
    await page.locator('#caller').getByText('expired').waitFor();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    // By which the browser means the answer.
    expect(problems).toEqual([expect.stringContaining('the server responded with a status of 403')]);
  });

  test('a sign-in that the page did not begin is refused, and the reference is shown all the same', async () => {
    await page.goto(`${localhost()}/docs#code=stolen&state=another`);
    await page.getByRole('heading', { name: 'Graph app install status' }).waitFor();
    expect(await page.locator('#caller').innerText()).toContain('not one to this page');
    expect(page.url()).not.toContain('stolen');
    expect(problems).toEqual([]);
  });
});

describe('over HTTP', () => {
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(stack.url + path, { headers: { Accept: 'text/html', ...headers } });

  async function filesOf(html: string): Promise<Response[]> {
    return await Promise.all([...html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path = '']) => get(path)));
  }

  test('the page may load from this host, ask this host and the authority, and be framed by nobody', async () => {
    const { status, headers } = await get('/docs');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('odata-version')).toBeNull();
    expect(headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      `connect-src 'self' ${stack.authority}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  test('its files are kept for good, and come compressed to whoever takes Brotli', async () => {
    const page = await get('/docs');
    const files = await filesOf(await page.text());
    expect(files).toHaveLength(3);
    for (const { status, url, headers } of files) {
      expect(status).toBe(200);
      expect(url).toMatch(/\.[0-9a-f]{12}\.(?:js|css)$/);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('vary')).toBe('Accept-Encoding');
    }
    const [style] = files;
    const { pathname } = new URL(style?.url ?? '');
    const plain = await get(pathname, { 'Accept-Encoding': 'gzip, br;q=0' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(await style?.text());
  });

  test.each(['/docs/assets.json', '/docs/..%2Findex.cjs', '/docs/scalar.LICENSE.txt', '/beta/docs'])(
    'there is no %s',
    async (path) => {
      const { status } = await get(path);
      expect([400, 404]).toContain(status);
    },
  );

  test('its addresses hold with a slash at the end, and behind a gateway that puts a path ahead', async () => {
    expect(await (await get('/docs/')).text()).toBe(await (await get('/docs')).text());
    const [operation] = explorerOperations({ folder: 'dist/functions/docs', signIn: undefined });
    const request = { baseUrl: 'https://status.contoso.example/intune' } as OperationRequest;
    const outcome = (await operation?.run(request, {} as Services)) as FileOutcome;
    const addresses = [...String(outcome.body).matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, path]) => path);
    expect(addresses).toHaveLength(5);
    for (const address of addresses) expect(address).toMatch(/^\/intune\/(?:docs\/|openapi\.json$)/);
    expect(outcome.headers['Content-Security-Policy']).toContain("connect-src 'self';");
  });

  test('no other method than GET and HEAD', async () => {
    const refused = await fetch(`${stack.url}/docs`, { method: 'POST' });
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toBe('GET, HEAD');
  });
});

test('where it is off, there is nothing at /docs, as Graph says it', async () => {
  const off = await startStack({ API_EXPLORER: 'off' });
  try {
    const response = await fetch(`${off.url}/docs`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { code: 'ResourceNotFound', message: 'Invalid version: docs' },
    });
    expect((await fetch(`${off.url}/openapi.json`)).status).toBe(200);
  } finally {
    await off.close();
  }
});
