// The WWW-Authenticate headers: how a client learns where to get a token, or which permission its token lacks.

/** The challenges of one API; each is the whole value of a `WWW-Authenticate` header (RFC 6750 §3). */
export interface Challenge {
  /** No token was sent: no error attribute, as RFC 6750 §3.1 asks. */
  readonly tokenMissing: string;
  /** A token was refused: the same whatever was wrong with it. */
  readonly tokenInvalid: string;
  /** The caller is known but lacks a permission; names the least privileged one that would do. */
  readonly permissionMissing: (permission: string) => string;
}

/**
 * Makes the challenges. They have Graph's shape, in one Bearer challenge, and no value has a comma in it:
 * Kiota's clients split the header at commas.
 * @param authorizeUrl - where a client sends a user who has no token yet
 * @param clientId - the application id of this API
 * @throws RangeError when a value cannot stand in a header
 */
export function createChallenge(authorizeUrl: string, clientId: string): Challenge {
  const tokenMissing = `Bearer realm="", authorization_uri=${quoted(authorizeUrl)}, client_id=${quoted(clientId)}`;
  return {
    tokenMissing,
    tokenInvalid: `${tokenMissing}, error="invalid_token", error_description="The access token was refused."`,
    permissionMissing: (permission) => `Bearer realm="", error="insufficient_scope", scope=${quoted(permission)}`,
  };
}

/** RFC 9110 §5.6.4, narrowed to what needs no escape and RFC 6750 §3 allows in scope and error values. */
function quoted(value: string): string {
  if (!/^[\x20-\x7e]*$/.test(value) || /[",\\]/.test(value)) {
    throw new RangeError(`${JSON.stringify(value)} cannot stand in a WWW-Authenticate header.`);
  }
  return `"${value}"`;
}
