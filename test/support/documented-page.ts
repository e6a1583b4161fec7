// Sends the request of a page of Graph's reference, and reads from the answer what such a page shows.
import { type Answer, send } from './http-client.ts';
import type { Stack } from './stack.ts';

/** A request as a page shows it: method, path below the host with the keys filled in, and body. */
export interface DocumentedRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Sends it with the headers that every page names, and with the least of the permissions that it names. */
export function sendDocumented(stack: Stack, { method, path, body }: DocumentedRequest): Promise<Answer> {
  const permission = method === 'GET' ? 'DeviceManagementApps.Read.All' : 'DeviceManagementApps.ReadWrite.All';
  return send(stack.url + path, {
    method,
    token: stack.token({ roles: [permission] }),
    headers: { accept: 'application/json' },
    ...(body === undefined ? {} : { json: body }),
  });
}

/** What a page shows of a response: the status line, the media type, and the members of the body in their order. */
export interface ShownResponse {
  readonly status: number;
  readonly mediaType: string | undefined;
  readonly members: readonly (readonly [string, unknown])[];
}

/** What a page shows; the control information that pages leave out (context, etag) is left out, and so is the length. */
export function shown(answer: Answer, entity: unknown = answer.json): ShownResponse {
  const contentType = answer.headers['content-type'];
  return {
    status: answer.status,
    mediaType: contentType === undefined ? undefined : String(contentType).replace(/;.*/, ''),
    members: Object.entries(entity as object).filter(([name]) => !['@odata.context', '@odata.etag'].includes(name)),
  };
}

/** A response with an entity, as a page shows it. */
export function entityResponse(status: number, entity: Readonly<Record<string, unknown>>): ShownResponse {
  return { status, mediaType: 'application/json', members: Object.entries(entity) };
}
