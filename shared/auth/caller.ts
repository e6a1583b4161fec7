// Who calls: what remains of an access token once it is verified, and all that the rest of the service may know of it.

/** The verified sender of a request. */
export interface Caller {
  /** `delegated`: an application on behalf of a signed-in user; `application`: an application by itself. */
  readonly kind: 'delegated' | 'application';
  /** The Entra tenant, lower-case. */
  readonly tenantId: string;
  /** The directory object that acts (`oid`): the user, or the application's service principal. */
  readonly objectId: string | undefined;
  /** The client application (`azp` or `appid`). */
  readonly appId: string;
  /** Granted scopes of a delegated caller, app roles of an application. */
  readonly permissions: ReadonlySet<string>;
}
