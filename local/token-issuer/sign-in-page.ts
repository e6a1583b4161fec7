// The page on which a person chooses whom to sign in as: plain HTML without a script, in light and dark.
import type { LocalCaller } from './callers.ts';

/** What the page may do: nothing but look like this. */
export const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

/**
 * The choice.
 * @param query - the authorization request, which each choice repeats with a `login_hint`
 * @param redirectUri - where the choice leads
 */
export function signInPage(callers: readonly LocalCaller[], query: URLSearchParams, redirectUri: string): string {
  const choices = callers.map(({ name, title, description }) => {
    const chosen = new URLSearchParams(query);
    chosen.set('login_hint', name);
    return `<li><a href="?${escapeHtml(chosen.toString())}"><b>${escapeHtml(title)}</b><span>${escapeHtml(description)}</span></a></li>`;
  });
  return page(
    'Sign in as',
    `<ul>${choices.join('')}</ul>
<p>This is the local token issuer. It knows no passwords and signs anybody in, for development on this machine. You go back
to <code>${escapeHtml(redirectUri)}</code>.</p>`,
  );
}

/** Says why nobody is signed in. */
export function refusalPage(problem: string): string {
  return page('Nobody is signed in', `<p role="alert">${escapeHtml(problem)}</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · local token issuer</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body><main><h1>${title}</h1>
${content}</main></body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d4d4d8, #3f3f46); --soft: light-dark(#52525b, #a1a1aa); --accent: light-dark(#1d4ed8, #93c5fd); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#f4f4f5, #111113); color: light-dark(#18181b, #f4f4f5); }
main { width: 100%; max-width: 30rem; padding: 28px; border: 1px solid var(--line); border-radius: 12px; background: light-dark(#fff, #18181b); }
h1 { margin: 0 0 20px; font-size: 1.4rem; }
ul { margin: 0; padding: 0; list-style: none; display: grid; gap: 12px; }
a { display: block; padding: 14px 16px; border: 1px solid var(--line); border-radius: 8px; color: inherit; text-decoration: none; }
a:hover { border-color: var(--accent); }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
b { display: block; color: var(--accent); }
span, p { color: var(--soft); font-size: 0.9rem; overflow-wrap: anywhere; }
p { margin: 20px 0 0; }
`;

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
