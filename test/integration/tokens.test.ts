// Who gets in and who does not, through the running product: real tokens, a real issuer, and every known attack.
import { request as httpRequest } from 'node:http';
import { documentedBody, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { APP_ID_URI, CLIENT_ID, type Stack, startStack, TENANT_ID } from '../support/stack.ts';
import { tokenAttacks } from '../support/token-attacks.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const collection = `/beta${userStatuses('the-app')}`;

function createWith(token: string | undefined): Promise<Answer> {
  return send(stack.url + collection, { token, json: documentedBody });
}

describe('a token that is none of ours', () => {
  it.each(tokenAttacks)('is refused: %s', async (_name, attack) => {
    const authorization = attack.authorization({
      key: stack.issuerKey,
      authority: stack.authority,
      tenantId: TENANT_ID,
      audience: CLIENT_ID,
    });
    const from = stack.log.length;

    const answer = await send(stack.url + collection, { json: documentedBody, headers: { authorization } });

    expect(answer.status).toBe(401);
    expect(errorOf(answer)).toMatchObject({
      code: 'InvalidAuthenticationToken',
      message: 'Access token validation failure.',
    });
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="", authorization_uri="${stack.authority}/${TENANT_ID}/oauth2/v2.0/authorize", ` +
        `client_id="${CLIENT_ID}", error="invalid_token", error_description="The access token was refused."`,
    );
    const lines = stack.log.slice(from).map(({ message }) => message);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ reason: attack.reason, status: 401 });
  });

  it('is refused when a good one is sent in a second Authorization header', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const good = `Bearer ${stack.token()}`;
      const call = httpRequest(
        stack.url + collection,
        { method: 'POST', headers: ['Host', 'localhost', 'Authorization', good, 'Authorization', good] },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      call.on('error', reject);
      call.end();
    });

    expect(status).toBe(401);
  });
});

describe('no token', () => {
  it('is answered with 401 and a challenge without an error (RFC 6750 §3.1)', async () => {
    const answer = await createWith(undefined);

    expect([answer.status, errorOf(answer).code]).toEqual([401, 'InvalidAuthenticationToken']);
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="", authorization_uri="${stack.authority}/${TENANT_ID}/oauth2/v2.0/authorize", client_id="${CLIENT_ID}"`,
    );
  });

  it('is noticed before the body is read', async () => {
    const answer = await send(stack.url + collection, { body: 'x'.repeat(1_000_000), method: 'POST' });

    expect(answer.status).toBe(401);
  });
});

describe('a good token', () => {
  it.each([
    ['of an application, version 2.0', {}],
    ['of an application, version 1.0', { version: '1.0' as const, audience: APP_ID_URI }],
    ['of a user', { scopes: 'openid DeviceManagementApps.ReadWrite.All' }],
    ['of a user, version 1.0', { version: '1.0' as const, scopes: 'DeviceManagementApps.ReadWrite.All' }],
  ])('may create: %s', async (_name, options) => {
    expect((await createWith(stack.token(options))).status).toBe(201);
  });

  it.each([
    ['an application that may only read', { roles: ['DeviceManagementApps.Read.All'] }, 'Application', 'roles'],
    ['an application without roles', { roles: [] }, 'Application', 'roles'],
    [
      'a user whose roles would do but whose scopes do not',
      { scopes: 'User.Read', claims: { roles: ['DeviceManagementApps.ReadWrite.All'] } },
      "The user's application",
      'scopes',
    ],
  ])('may not create: %s', async (_name, options, subject, kind) => {
    const answer = await createWith(stack.token(options));

    expect([answer.status, errorOf(answer).code]).toEqual([403, 'Forbidden']);
    expect(errorOf(answer).message).toBe(
      `${subject} is not authorized to perform this operation. ` +
        `${subject} must have one of the following ${kind}: DeviceManagementApps.ReadWrite.All`,
    );
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="", error="insufficient_scope", scope="DeviceManagementApps.ReadWrite.All"',
    );
  });

  it.each([
    ['an application', { roles: ['DeviceManagementApps.Read.All'] }],
    ['a user', { scopes: 'DeviceManagementApps.Read.All' }],
  ])('may read with the lesser permission: %s', async (_name, options) => {
    const created = await createWith(stack.token());

    const answer = await send(String(created.headers.location), { token: stack.token(options) });

    expect(answer.status).toBe(200);
  });

  it('may not read without a permission', async () => {
    const answer = await send(`${stack.url}${collection}/x`, { token: stack.token({ roles: ['Other'] }) });

    expect(answer.status).toBe(403);
    expect(errorOf(answer).message).toContain('DeviceManagementApps.Read.All, DeviceManagementApps.ReadWrite.All');
  });

  it('is trusted for what it says, not for what headers of the platform say', async () => {
    const principal = Buffer.from(
      JSON.stringify({ claims: [{ typ: 'roles', val: 'DeviceManagementApps.ReadWrite.All' }] }),
    );

    const answer = await send(stack.url + collection, {
      token: stack.token({ roles: [] }),
      json: documentedBody,
      headers: { 'x-ms-client-principal': principal.toString('base64') },
    });

    expect(answer.status).toBe(403);
  });
});
