// A real browser for tests and for the picture in README, where the machine has one.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian, other distributions, macOS and Windows put it. */
const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
];

/** The browser's program: CHROMIUM_PATH, or one at a usual place; undefined where there is none. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH: named = '' } = process.env;
  return (named === '' ? USUAL_PATHS : [named]).find((path) => existsSync(path));
}

/** Starts it without a window. */
export async function startChromium(executablePath: string): Promise<Browser> {
  // Names are resolved by the browser's own rules, and what it asks its maker for by itself is switched off.
  return await chromium.launch({
    executablePath,
    args: ['--disable-background-networking', '--disable-component-update'],
  });
}
