// The page at /docs: signs in where it is told how, then shows the reference with the token filled in.
import { forPage, loadScalar, type OpenApiDocument, showReference } from './reference.ts';
import { readSettings, requireElement, type SignInSettings } from './settings.ts';
import { beginSignIn, endSignIn, type Session } from './sign-in.ts';

async function open(): Promise<void> {
  const { signIn, scalar } = readSettings();
  const session = signIn === undefined ? undefined : await signedIn(signIn);
  if (signIn !== undefined) showSignIn(signIn, session);
  const link = requireElement('document') as HTMLAnchorElement;
  const [response] = await Promise.all([fetch(link.href), loadScalar(scalar)]);
  if (!response.ok) throw new Error(`${link.href} answered ${response.status}.`);
  showReference(requireElement('reference'), forPage((await response.json()) as OpenApiDocument, link.href), session);
}

/** A sign-in that failed is no reason to show nothing. */
async function signedIn(settings: SignInSettings): Promise<Session | undefined> {
  try {
    return await endSignIn(settings);
  } catch (error) {
    showCaller('Not signed in', messageOf(error), true);
    return undefined;
  }
}

function showSignIn(settings: SignInSettings, session: Session | undefined): void {
  const button = requireElement('sign-in');
  button.hidden = false;
  button.addEventListener('click', () => {
    beginSignIn(settings, session !== undefined).catch((error: unknown) => {
      showCaller('Not signed in', messageOf(error), true);
    });
  });
  if (session === undefined) return;
  button.textContent = 'Change';
  button.title = 'Sign in as somebody else';
  const until = new Date(session.expiresAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  // They all begin with Graph's name of the workload, for which a phone has no room.
  showCaller(session.name, `${session.permissions.replaceAll('DeviceManagementApps.', '')}, until ${until}`);
  setTimeout(() => {
    showCaller('Signed out', 'The token has expired.', true);
    button.textContent = 'Sign in';
  }, session.expiresAt - Date.now());
}

function showCaller(name: string, details: string, isProblem = false): void {
  requireElement('name').textContent = name;
  requireElement('details').textContent = details;
  const caller = requireElement('caller');
  caller.classList.toggle('problem', isProblem);
  // Where there is no room for all of it.
  caller.title = details;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

open().catch((error: unknown) => {
  requireElement('reference').textContent = `The reference cannot be shown: ${messageOf(error)}`;
});
