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

/** The five pages of a resource that has them all. */
export interface DocumentedResource {
  /** The product, once it runs. */
  readonly stack: () => Stack;
  /** Path of the collection, an empty one for each test. */
  readonly collection: () => string;
  /** The body of the pages' create and update. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What is there before the update, but for the key. */
  readonly before: Readonly<Record<string, unknown>>;
  /** The entity of the pages' responses, in their order. Their create leaves its id to the service. */
  readonly entity: Readonly<Record<string, unknown>> & { readonly id: string };
}

/** Defines one test for each page. */
export function testDocumentedPages({ stack, collection, body, before, entity }: DocumentedResource): void {
  const path = (): string => `${collection()}/${entity.id}`;

  async function given(values = body): Promise<void> {
    const request = { method: 'POST', path: collection(), body: { ...values, id: entity.id } } as const;
    expect((await sendDocumented(stack(), request)).status).toBe(201);
  }

  test('list: 200 OK, the entities in value', async () => {
    await given();

    const answer = await sendDocumented(stack(), { method: 'GET', path: collection() });

    const { value, ...others } = answer.json;
    const [first, ...rest] = value as unknown[];
    expect(shown(answer, first)).toEqual(entityResponse(200, entity));
    expect([rest, Object.keys(others)]).toEqual([[], ['@odata.context']]);
  });

  // The page wraps the entity in `value`, which no entity response does: an artefact of how it was made.
  test('get: 200 OK, the entity', async () => {
    await given();

    const answer = await sendDocumented(stack(), { method: 'GET', path: path() });

    expect(shown(answer)).toEqual(entityResponse(200, entity));
  });

  test('create: 201 Created, the entity with the id that the service made', async () => {
    const answer = await sendDocumented(stack(), { method: 'POST', path: collection(), body });

    expect(shown(answer)).toEqual(entityResponse(201, { ...entity, id: answer.json.id }));
    expect(answer.json.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test('update: 200 OK, the changed entity', async () => {
    await given(before);

    const answer = await sendDocumented(stack(), { method: 'PATCH', path: path(), body });

    expect(shown(answer)).toEqual(entityResponse(200, entity));
  });

  test('delete: 204 No Content', async () => {
    await given();

    const answer = await sendDocumented(stack(), { method: 'DELETE', path: path() });

    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await sendDocumented(stack(), { method: 'GET', path: path() })).status).toBe(404);
  });
}
