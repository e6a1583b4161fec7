// The memory of verified tokens: bounded, in the order of what came last, and without a token in it.
import {
  createVerifiedTokens,
  type VerifiedToken,
  type VerifiedTokens,
} from '../../../../shared/auth/verified-tokens.ts';
import { createIssuerKey } from '../../../../local/token-issuer/issuer-key.ts';

const key = createIssuerKey();
const verified = (objectId: string): VerifiedToken => ({
  caller: { tenantId: 't', objectId, appId: 'a', kind: 'application', permissions: new Set() },
  expiresAt: 0,
  signingKey: { kid: key.kid, key: key.publicKey, issuer: undefined },
});

let tokens: VerifiedTokens;

beforeEach(() => {
  tokens = createVerifiedTokens(2);
  tokens.set('one', verified('1'));
  tokens.set('two', verified('2'));
});

const known = (): string[] => ['one', 'two', 'three'].filter((token) => tokens.get(token) !== undefined);

test('as many as it may hold are at hand, each its own', () => {
  expect(known()).toEqual(['one', 'two']);
  expect(tokens.get('one')).toHaveProperty('caller.objectId', '1');
});

test('one more makes the oldest leave', () => {
  tokens.set('three', verified('3'));
  expect(known()).toEqual(['two', 'three']);
});

test('one that is verified again is the newest, and takes no second place', () => {
  tokens.set('one', verified('1 again'));
  expect(known()).toEqual(['one', 'two']);
  tokens.set('three', verified('3'));
  expect(known()).toEqual(['one', 'three']);
  expect(tokens.get('one')).toHaveProperty('caller.objectId', '1 again');
});

test('one that is deleted is gone, and makes room', () => {
  tokens.delete('one');
  expect(known()).toEqual(['two']);
  tokens.set('three', verified('3'));
  expect(known()).toEqual(['two', 'three']);
});
