// Which strings can be the key of an app or of a status, and which two spellings of a key are the same key.

/**
 * Longest key, in bytes of UTF-8. Cosmos holds ids of 1,023 (Azure Cosmos DB service quotas, "maximum length of ID
 * value"), and the ids of some documents are the key with a prefix.
 */
export const MAX_KEY_BYTES = 1000;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Cosmos refuses these four in an id: they delimit its own resource paths. */
const RESERVED_BY_COSMOS = /[/\\?#]/;

const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

/** What keeps a string from being a key; the text continues the sentence "The key 'x' is not valid: …". */
export function findKeyProblem(key: string): string | undefined {
  if (key === '') return 'it is empty.';
  if (isGuid(key)) return undefined;
  if (RESERVED_BY_COSMOS.test(key)) return 'the characters / \\ ? # cannot be stored.';
  if (CONTROL_CHARACTER.test(key)) return 'control characters cannot be stored.';
  // The Cosmos client takes white space of any kind for an empty id.
  if (key.trim() === '') return 'it is blank.';
  if (key.endsWith(' ')) return 'it ends with a space.';
  // In key-as-segment URLs `.` and `..` are path navigation and `$…` is a system segment (OData URL Conventions §4.3.6).
  if (key === '.' || key === '..') return "'.' and '..' cannot be addressed in a URL.";
  if (key.startsWith('$')) return "it begins with '$', which OData reserves for system segments.";
  if (!key.isWellFormed()) return 'it is not well-formed Unicode.';
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `it is longer than ${MAX_KEY_BYTES} bytes.`;
  return undefined;
}

/**
 * Gives the one spelling under which a key is stored: GUIDs differ in letter case only by accident (RFC 9562 §4),
 * every other key is kept as it is.
 */
export function canonicalKey(key: string): string {
  return isGuid(key) ? key.toLowerCase() : key;
}

/** Whether the text has the form of a GUID, in any letter case. */
export function isGuid(text: string): boolean {
  return text.length === 36 && GUID.test(text);
}
