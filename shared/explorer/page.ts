// The page at /docs: a shell that loads the explorer's script, and the headers that hold it to this host and the authority.
import type { Assets } from './assets.ts';

/** Where a user signs in for the explorer; undefined where no application is configured for it. */
export interface ExplorerSignIn {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** The application that the explorer is: one without a secret. */
  readonly clientId: string;
  /** The scope that it asks for. */
  readonly scope: string;
}

/**
 * Writes the page.
 * @param assets - the names of its files
 * @param basePath - what a gateway has put ahead of the paths of the service, without a slash at the end
 */
export function explorerPage(assets: Assets, signIn: ExplorerSignIn | undefined, basePath: string): string {
  const files = `${basePath}/docs`;
  const scalar = `${files}/${assets.scalar}`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Graph app install status</title>
    <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
    <link rel="stylesheet" href="${files}/${assets.style}">
    <link rel="preload" as="script" href="${scalar}">
    <script id="settings" type="application/json">${toScriptData({ scalar, signIn })}</script>
    <script src="${files}/${assets.script}" defer></script>
  </head>
  <body>
    <header class="bar">
      <span class="title">Graph app install status</span>
      <a id="document" href="${basePath}/openapi.json">OpenAPI</a>
      <span id="caller" class="caller" role="status">
        <span id="name">Not signed in</span>
        <span id="details">${signIn === undefined ? 'Paste a token below' : 'Requests have no token'}</span>
      </span>
      <button id="sign-in" type="button" hidden>Sign in</button>
    </header>
    <main id="reference">Loading the reference …</main>
    <noscript>This page needs JavaScript; <a href="${basePath}/openapi.json">the OpenAPI document</a> does not.</noscript>
  </body>
</html>
`;
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#2563eb"/><path d="M4 8.5 7 11.5 12 5" fill="none" stroke="#fff" stroke-width="2"/></svg>';

/**
 * The headers of the page.
 * @param signIn - its token endpoint is the one other place that the page may send requests to
 */
export function explorerPageHeaders(signIn: ExplorerSignIn | undefined): Readonly<Record<string, string>> {
  const authority = signIn === undefined ? [] : [new URL(signIn.tokenUrl).origin];
  const policy = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    // Scalar puts styles into elements and attributes, which no hash or nonce allows (CSP Level 3 §8.3). They cannot send
    // anything out: images, fonts and requests are shut below.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...authority],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  return {
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': Object.entries(policy)
      .map(([directive, sources]) => [directive, ...sources].join(' '))
      .join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
  };
}

/** JSON that cannot end the element that it stands in (HTML §4.12.1.3). */
function toScriptData(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}
