// Why an access token is refused: for the log only, because every refusal looks the same to the caller.

/** A short, stable word per reason. None holds any part of the token. */
export type RefusalReason =
  | 'credentials' // not `Bearer` and one token (RFC 6750 §2.1)
  | 'size'
  | 'format' // not a signed JWT in compact form
  | 'duplicateMembers'
  | 'algorithm'
  | 'header'
  | 'keyId'
  | 'unknownKey'
  | 'keyIssuer'
  | 'signature'
  | 'expired'
  | 'notYetValid'
  | 'issuer'
  | 'audience'
  | 'tenant'
  | 'personalAccount'
  | 'version'
  | 'idToken'
  | 'claims'; // a claim is missing or of the wrong type

/** Ends the verification. */
export type Refuse = (reason: RefusalReason) => never;
