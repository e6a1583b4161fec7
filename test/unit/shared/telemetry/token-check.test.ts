// The check of a token is told of, and its result is what it would have been.
import type { AccessTokenVerifier } from '../../../../shared/auth/access-token-verifier.ts';
import type { Caller } from '../../../../shared/auth/caller.ts';
import type { RequestSpan } from '../../../../shared/telemetry/telemetry.ts';
import { checkToken } from '../../../../shared/telemetry/token-check.ts';

const caller: Caller = { kind: 'application', tenantId: 't', appId: 'a', objectId: 'o', permissions: new Set() };
const refusal = new Error('Refused.');

let told: unknown[];
beforeEach(() => {
  told = [];
});

const span: RequestSpan = {
  context: { traceparent: '', traceId: '', spanId: '', flags: 0, tracestate: undefined },
  startTokenCheck: () => ({
    tokenLookedUp: (isRemembered) => told.push(isRemembered),
    end: (isAccepted) => told.push(isAccepted ? 'accepted' : 'refused'),
  }),
  end: () => undefined,
};

function verifierWith(verify: () => Caller | Promise<Caller>, isRemembered = false): AccessTokenVerifier {
  return {
    verify(_authorization, observer) {
      observer?.tokenLookedUp(isRemembered);
      return verify();
    },
  };
}

test('a token that is accepted at once gives its caller at once', () => {
  const verifier = verifierWith(() => caller, true);
  expect(checkToken(verifier, 'Bearer x', span)).toBe(caller);
  expect(told).toEqual([true, 'accepted']);
});

test('one that is refused at once is thrown at once', () => {
  const verifier = verifierWith(() => {
    throw refusal;
  });
  expect(() => checkToken(verifier, 'Bearer x', span)).toThrow(refusal);
  expect(told).toEqual([false, 'refused']);
});

test.each([
  ['accepted', () => Promise.resolve(caller)],
  ['refused', () => Promise.reject(refusal)],
] as const)('one that is %s after a fetch of keys ends its check then', async (result, verify) => {
  const verified = Promise.resolve(checkToken(verifierWith(verify), 'Bearer x', span));
  expect(told).toEqual([false]);
  const [settled] = await Promise.allSettled([verified]);
  expect(told).toEqual([false, result]);
  expect(settled).toEqual(
    result === 'accepted' ? { status: 'fulfilled', value: caller } : { status: 'rejected', reason: refusal },
  );
});

test('without a trace the verifier has nobody to tell', () => {
  const verify = jest.fn(() => caller);
  expect(checkToken({ verify }, 'Bearer x', undefined)).toBe(caller);
  expect(verify.mock.calls).toEqual([['Bearer x']]);
});
