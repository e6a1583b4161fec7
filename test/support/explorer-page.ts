// The explorer as a person uses it in a browser: what is clicked, and what the page must never do on the way.
import type { Locator, Page } from 'playwright-core';
import { isLoopbackUrl } from '../../shared/loopback.ts';

/** The application that the explorer is in tests. */
export const EXPLORER_CLIENT_ID = 'e7d0c2a4-5f7b-4c1e-9b0d-6a2f8f3c1d55';

const CREATE_OPERATION =
  '#tag/deviceappmanagementuserappinstallstatus/POST/deviceAppManagement/mobileApps/{mobileApp-id}/userStatuses';

/** Writes down what goes wrong: errors, requests that fail, and requests to other machines. */
export function watchPage(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    // A policy that is violated is an error here, too.
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('requestfailed', (request) => {
    const { errorText = '' } = request.failure() ?? {};
    // Aborted is what was still under way when the page was left to sign in.
    if (errorText !== 'net::ERR_ABORTED') problems.push(`${errorText}: ${request.url()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith('data:') && !isLoopbackUrl(url)) problems.push(`another machine: ${url}`);
  });
  return problems;
}

/** Opens the explorer where a status is created, and signs in with one click: as the administrator. */
export async function openSignedIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/docs${CREATE_OPERATION}`, { waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Change', exact: true }).waitFor();
}

/** Signs in as somebody else by the local issuer's page. */
export async function changeTo(page: Page, caller: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByRole('link', { name: caller }).click();
  await page.locator('#caller').getByText(name).waitFor();
}

/** Sends the documented create as the page has filled it in. */
export async function sendCreate(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /Test Request.*post .*\/userStatuses\)/i })
    .first()
    .click();
  await page.getByRole('button', { name: /^Send post request/ }).click();
}

/** The form of the request with the answer to it; the reference behind it names every status, too. */
export function answerOn(page: Page): Locator {
  return page.locator('.scalar-client--open');
}

/** Waits until something is where a person sees it, and does not scroll there. */
export async function seen(page: Page, what: Locator): Promise<void> {
  const { height: screen = 0 } = page.viewportSize() ?? {};
  const bottom = async (): Promise<number> => {
    const { y = 0, height = 0 } = (await what.boundingBox()) ?? {};
    return y + height;
  };
  await what.waitFor();
  while ((await bottom()) > screen) await page.waitForTimeout(50);
}
