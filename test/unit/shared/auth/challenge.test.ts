// The challenges, as RFC 6750 and Graph's own clients read them.
import { createChallenge } from '../../../../shared/auth/challenge.ts';

const challenge = createChallenge('https://login.example/t/oauth2/v2.0/authorize', 'client');
const all = [challenge.tokenMissing, challenge.tokenInvalid, challenge.permissionMissing('A.Read')];

test('a request without a token gets no error attribute', () => {
  expect(challenge.tokenMissing).toBe(
    'Bearer realm="", authorization_uri="https://login.example/t/oauth2/v2.0/authorize", client_id="client"',
  );
});

test('a refused token gets invalid_token, a missing permission insufficient_scope', () => {
  expect(challenge.tokenInvalid).toMatch(/, error="invalid_token", error_description="[^"]+"$/);
  expect(challenge.permissionMissing('A.Read')).toBe('Bearer realm="", error="insufficient_scope", scope="A.Read"');
});

test.each(all)('a client that splits at commas reads every parameter: %s', (value) => {
  for (const parameter of value.replace(/^Bearer /, '').split(', ')) expect(parameter).toMatch(/^\w+="[^",]*"$/);
});

test.each(['a"b', 'a\\b', 'a,b', 'a\r\nb', 'é'])(
  'a client id that would break the header is refused: %p',
  (clientId) => {
    expect(() => createChallenge('https://login.example', clientId)).toThrow(RangeError);
  },
);
