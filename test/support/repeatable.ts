// The headers by which a create is known when it comes again.
import { randomUUID } from 'node:crypto';

/**
 * Headers of a new create, or of one of that id.
 * @param sentAt - when it was first sent, in milliseconds since 1970
 */
export function repeatableAt(sentAt: number, id: string = randomUUID()): Readonly<Record<string, string>> {
  return { 'Repeatability-Request-ID': id, 'Repeatability-First-Sent': new Date(sentAt).toUTCString() };
}
