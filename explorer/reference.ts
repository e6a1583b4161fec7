// Shows the API's own description with Scalar, whose browser build puts itself into `window.Scalar`.
import type { Session } from './sign-in.ts';

/** Of a security requirement only whether there is one matters here. */
type Security = readonly object[] | undefined;

interface Operation {
  security?: Security;
}

interface Parameter {
  readonly required?: boolean;
  readonly example?: unknown;
}

/** The members of an OpenAPI document that are changed for the page. */
export interface OpenApiDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly security?: Security;
  readonly servers?: readonly { readonly url: string }[];
  readonly tags?: readonly { readonly name: string }[];
  readonly components?: {
    readonly parameters?: Readonly<Record<string, Parameter>>;
    readonly securitySchemes?: object;
  };
}

declare global {
  interface Window {
    /** Of the browser build of `@scalar/api-reference`. */
    readonly Scalar: { readonly createApiReference: (element: HTMLElement, configuration: object) => unknown };
  }
}

const SCHEME = 'accessToken';

/**
 * The document as the page shows it. Of security there is one scheme, the token: how to get one is the business of the
 * page's own sign-in. The form that Scalar makes of an OAuth flow sends a client secret even where it is empty, which a
 * public client must not, and asks people for addresses that they cannot know.
 * @param url - where the document is, which its relative addresses begin from
 */
export function forPage(document: OpenApiDocument, url: string): OpenApiDocument {
  const { paths = {}, components = {}, security, servers = [], tags = [] } = document;
  const simplified = Object.entries(paths).map(([path, item]) => [
    path,
    Object.fromEntries(Object.entries(item).map(([name, member]) => [name, simplify(member, security)])),
  ]);
  return {
    ...document,
    security: [],
    // Graph's tags begin with the workload, which is the same for all.
    tags: tags.map((tag) => ({ ...tag, 'x-displayName': tag.name.replace(/^.*\./, '') })),
    servers: servers.map((server) => ({
      ...server,
      url: server.url.includes('{') ? server.url : absolute(server, url),
    })),
    paths: Object.fromEntries(simplified) as NonNullable<OpenApiDocument['paths']>,
    components: {
      ...components,
      parameters: Object.fromEntries(
        Object.entries(components.parameters ?? {}).map(([name, each]) => [name, unsent(each)]),
      ),
      securitySchemes: {
        [SCHEME]: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token for this API: sign in above, or paste one that you have from elsewhere.',
        },
      },
    },
  };
}

/** @param member - an operation, or what else a path has: parameters, a summary */
function simplify(member: Operation, security: Security): Operation {
  if (typeof member !== 'object' || Array.isArray(member) || !('responses' in member)) return member;
  const needsToken = (member.security ?? security ?? []).length > 0;
  return { ...member, security: needsToken ? [{ [SCHEME]: [] }] : [] };
}

/** What has an example is sent by Scalar; what need not be sent is not, until somebody ticks it. */
function unsent({ example, ...parameter }: Parameter): Parameter {
  if (example === undefined || parameter.required === true) return { ...parameter, example };
  return { ...parameter, examples: { default: { value: example, 'x-disabled': true } } } as Parameter;
}

function absolute(server: { readonly url: string }, base: string): string {
  return new URL(server.url, base).href.replace(/\/$/, '');
}

/**
 * Loads Scalar: a megabyte, which nothing that is ahead of it in the page waits for.
 * @param source - where its script is
 */
export function loadScalar(source: string): Promise<void> {
  const script = document.createElement('script');
  script.src = source;
  return new Promise((resolve, reject) => {
    script.addEventListener('load', () => {
      resolve();
    });
    script.addEventListener('error', () => {
      reject(new Error(`${source} was not loaded.`));
    });
    document.head.append(script);
  });
}

/**
 * Puts the reference into the page, once Scalar is loaded.
 * @param session - whose token requests are sent with; without one they are sent without a token
 */
export function showReference(element: HTMLElement, document: OpenApiDocument, session: Session | undefined): void {
  element.replaceChildren();
  window.Scalar.createApiReference(element, {
    content: document,
    // Nothing but this page's own host and the authority is asked anything; the Content-Security-Policy holds it to that.
    telemetry: false,
    withDefaultFonts: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showDeveloperTools: 'never',
    // What Scalar would hand out is the document as it was changed above; the header has the real one.
    documentDownloadType: 'none',
    persistAuth: false,
    onResponseReceived: () => {
      showAnswer(element);
    },
    authentication: {
      preferredSecurityScheme: SCHEME,
      securitySchemes: { [SCHEME]: { token: session?.accessToken ?? '' } },
    },
  });
}

/** On a narrow screen the answer is below the form, where nobody sees that there is one. */
function showAnswer(element: HTMLElement): void {
  requestAnimationFrame(() => {
    element.querySelector('section[aria-label="Response"]')?.scrollIntoView();
  });
}
