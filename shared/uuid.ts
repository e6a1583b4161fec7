// UUIDs that are derived from a name, so that one name has one UUID (RFC 9562 §5.5, version 5).
import { createHash } from 'node:crypto';

/**
 * Makes the UUID of a name within a namespace.
 * @param namespace - a UUID
 * @param name - any text
 * @returns a UUID of version 5, in lower case
 */
export function uuidOfName(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
