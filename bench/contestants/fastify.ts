// Peer (b), what a good engineer writes by hand in a day: Fastify with its own ajv validation and serializer, fast-jwt
// with its cache, @azure/cosmos as it comes, and one pino line a request.
import { randomUUID, createPublicKey, type JsonWebKey } from 'node:crypto';
import { CosmosClient } from '@azure/cosmos';
import { createVerifier } from 'fast-jwt';
import { fastify, LogController, type FastifyRequest } from 'fastify';
import { serveControl } from './control.ts';
import { readSettings } from './settings.ts';

interface Status {
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly installedDeviceCount: number;
  readonly failedDeviceCount: number;
  readonly notInstalledDeviceCount: number;
}

interface Claims {
  readonly roles?: readonly string[];
  readonly scp?: string;
  readonly oid: string;
  readonly appid?: string;
  readonly azp?: string;
  readonly tid: string;
}

const permission = 'DeviceManagementApps.ReadWrite.All';
const count = { type: 'integer', minimum: 0, maximum: 2_147_483_647 };
const text = { type: 'string', minLength: 1, maxLength: 1024 };
const statusProperties = {
  '@odata.type': { type: 'string' },
  userName: text,
  userPrincipalName: text,
  installedDeviceCount: count,
  failedDeviceCount: count,
  notInstalledDeviceCount: count,
};
const required = [
  'userName',
  'userPrincipalName',
  'installedDeviceCount',
  'failedDeviceCount',
  'notInstalledDeviceCount',
];

const settings = readSettings();

async function fetchPublicKey(): Promise<string> {
  const { keys } = (await (await fetch(settings.jwksUri)).json()) as { readonly keys: readonly JsonWebKey[] };
  const [key] = keys;
  if (key === undefined) throw new Error('The issuer has no keys.');
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}

const verify = createVerifier({
  key: await fetchPublicKey(),
  algorithms: ['RS256'],
  allowedIss: settings.issuer,
  allowedAud: settings.audience,
  clockTolerance: 60_000,
  cache: true,
});

const client = new CosmosClient({
  endpoint: settings.cosmosEndpoint,
  aadCredentials: {
    getToken: () => Promise.resolve({ token: settings.storeToken, expiresOnTimestamp: Date.now() + 86_400_000 }),
  },
});
const statuses = client.database(settings.database).container(settings.container);

const app = fastify({
  logger: true,
  // One line a request, written below, instead of Fastify's two.
  logController: new LogController({ disableRequestLogging: true }),
  bodyLimit: 65_536,
  ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
});

function authenticate(request: FastifyRequest): Claims {
  const { authorization } = request.headers;
  if (!authorization?.startsWith('Bearer ')) throw Object.assign(new Error('No token.'), { statusCode: 401 });
  let claims: Claims;
  try {
    claims = verify(authorization.slice('Bearer '.length)) as Claims;
  } catch (cause) {
    throw Object.assign(new Error('Bad token.', { cause }), { statusCode: 401 });
  }
  const permitted = claims.roles?.includes(permission) ?? claims.scp?.split(' ').includes(permission);
  if (permitted !== true || claims.tid !== settings.tenantId) {
    throw Object.assign(new Error('Not permitted.'), { statusCode: 403 });
  }
  return claims;
}

const callers = new WeakMap<FastifyRequest, Claims>();

app.post<{ Params: { mobileAppId: string }; Body: Status }>(
  '/beta/deviceAppManagement/mobileApps/:mobileAppId/userStatuses',
  {
    schema: {
      body: { type: 'object', additionalProperties: false, required, properties: statusProperties },
      response: {
        201: {
          type: 'object',
          properties: { '@odata.context': { type: 'string' }, id: { type: 'string' }, ...statusProperties },
        },
      },
    },
    onRequest: (request, _reply, done) => {
      callers.set(request, authenticate(request));
      done();
    },
    onResponse: (request, reply, done) => {
      const caller = callers.get(request);
      request.log.info({
        operation: 'createUserAppInstallStatus',
        status: reply.statusCode,
        durationMs: reply.elapsedTime,
        requestId: reply.getHeader('request-id'),
        appId: caller?.appid ?? caller?.azp,
      });
      done();
    },
  },
  async (request, reply) => {
    const { mobileAppId } = request.params;
    const id = randomUUID();
    const requestId = randomUUID();
    const { '@odata.type': type, ...status } = request.body as Status & { readonly '@odata.type'?: string };
    const caller = callers.get(request);
    const entity = { id, ...status };
    const created = { at: new Date().toISOString(), by: caller?.oid, tenant: caller?.tid };
    await statuses.items.create({ ...entity, mobileAppId, schemaVersion: 1, created });
    const path = `/beta/deviceAppManagement/mobileApps/${mobileAppId}/userStatuses/${id}`;
    void reply.code(201).headers({
      location: `${request.protocol}://${request.host}${path}`,
      'request-id': requestId,
      'client-request-id': request.headers['client-request-id'] ?? requestId,
      'odata-version': '4.0',
    });
    const context = `deviceAppManagement/mobileApps('${mobileAppId}')/userStatuses/$entity`;
    return {
      '@odata.context': `${request.protocol}://${request.host}/beta/$metadata#${context}`,
      '@odata.type': type,
      ...entity,
    };
  },
);

serveControl(await app.listen({ port: 0, host: '127.0.0.1' }));
