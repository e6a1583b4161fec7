// The probes say whether, and never why.
import { healthLive, healthReady } from '../../../../shared/health/operations.ts';
import { UNCONDITIONAL } from '../../../../shared/resources/conditions.ts';
import type { OperationRequest, Services } from '../../../../shared/resources/operation.ts';
import { createServices } from '../services.ts';
import { rejectionOf } from '../thrown.ts';

const request: OperationRequest = {
  keys: {},
  body: undefined,
  conditions: UNCONDITIONAL,
  query: {},
  maxPageSize: undefined,
  storeCall: { requestCharge: 0 },
  requestId: 'r1',
  baseUrl: 'https://status.contoso.com',
  repetitionMark: undefined,
  createIfMissing: false,
};

function servicesWith(problem: string | undefined): Services {
  return createServices({ findReadinessProblem: () => Promise.resolve(problem) });
}

describe('health', () => {
  test('live answers whatever the service stands on', async () => {
    await expect(healthLive.run(request, servicesWith('store: down'))).resolves.toEqual({
      kind: 'json',
      status: 200,
      body: { status: 'alive' },
    });
  });

  test('ready answers when there is no problem', async () => {
    await expect(healthReady.run(request, servicesWith(undefined))).resolves.toEqual({
      kind: 'json',
      status: 200,
      body: { status: 'ready' },
    });
  });

  test('ready is 503 with Retry-After when there is one, which only the log learns', async () => {
    const error = await rejectionOf(healthReady.run(request, servicesWith('store: ECONNREFUSED 10.0.0.1')));
    expect(error).toMatchObject({
      status: 503,
      code: 'serviceNotAvailable',
      headers: { 'Retry-After': '5' },
      reason: 'store: ECONNREFUSED 10.0.0.1',
    });
    expect(error.message).not.toMatch(/store|ECONN|10\.0/);
  });

  test('is open to everybody', () => {
    expect([healthLive.permissions, healthReady.permissions]).toEqual(['anonymous', 'anonymous']);
  });
});
