// What the page is told by the service that it came from (shared/explorer/page.ts writes it).

/** Where a user signs in, and as which application. */
export interface SignInSettings {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  /** What is asked for: scopes, separated by spaces. */
  readonly scope: string;
}

/** The settings of the page. */
export interface PageSettings {
  /** Where the script of Scalar is. */
  readonly scalar: string;
  /** Undefined where no application is configured to sign in as: a token from elsewhere can be pasted. */
  readonly signIn?: SignInSettings;
}

/** Reads the settings from the page. */
export function readSettings(): PageSettings {
  const { textContent } = requireElement('settings');
  return JSON.parse(textContent) as PageSettings;
}

/**
 * Finds an element of the page.
 * @throws Error when it is not there: page and script are then not of one build
 */
export function requireElement(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no element "${id}".`);
  return element;
}
