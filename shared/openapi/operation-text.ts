// What the document says of an operation in words: what follows from its facts, and who may.
import { statusesOf } from '../operation-statuses.ts';
import type { Operation } from '../resources/operation.ts';
import { permissionsText } from './security.ts';
import type { Target } from './target.ts';

/** The description of an operation, in Markdown. */
export function operationText(operation: Operation, target: Target): string {
  const notes = notesOf(operation, target);
  const permissions = permissionsText(operation.permissions);
  return notes.length === 0 ? permissions : `${notes.join(' ')}\n\n${permissions}`;
}

function notesOf(operation: Operation, { kind }: Target): readonly string[] {
  const { method, isRepeatable = false } = operation;
  const statuses = statusesOf(operation);
  if (!statuses.some((status) => status < 400)) return ['Always refused.'];
  if (kind === 'service') return [];
  const isEntity = kind === 'entity' || kind === 'collection';
  if (method === 'POST' && isEntity) {
    return [
      'The key is the `id` of the body, or is made by the service where there is none.',
      ...(isRepeatable ? ['Sent again with the same `Repeatability-Request-ID`, it is done once.'] : []),
    ];
  }
  if (method === 'PATCH') {
    return [
      'What is left out of the body stays as it is.',
      ...(statuses.includes(201) ? ['With `Prefer: create-if-missing` it creates what is not there.'] : []),
    ];
  }
  if (method === 'GET' && kind === 'collection') {
    return ['Where there are more than a page holds, `@odata.nextLink` leads on; follow it as it is.'];
  }
  return [];
}
