// Attacks with an Authorization header that is not one Bearer token, or a token that is not a signed JWT.
import { changed, tokenFor, type AttackTarget, type TokenAttack, type TokenAttacks } from './forging.ts';

function scheme(write: (token: string, target: AttackTarget) => string): TokenAttack {
  return { reason: 'credentials', authorization: (target) => write(tokenFor(target), target) };
}

function credentials(write: (token: string, target: AttackTarget) => string): TokenAttack {
  return { ...scheme(write), reason: 'format' };
}

/** Attacks with the header's value. */
export const credentialAttacks: TokenAttacks = {
  'Basic scheme': scheme((token) => `Basic ${Buffer.from(`user:${token}`).toString('base64')}`),
  'scheme that starts with Bearer': scheme((token) => `BearerX ${token}`),
  'another scheme before Bearer': scheme((token) => `Negotiate Bearer ${token}`),
  'Bearer with a colon': scheme((token) => `Bearer: ${token}`),
  'token without a scheme': scheme((token) => token),
  'token without a space before it': scheme((token) => `Bearer${token}`),
  'tab instead of a space': scheme((token) => `Bearer\t${token}`),
  'two Authorization headers joined': credentials((token) => `Bearer ${token}, Bearer ${token}`),
  'two Authorization headers joined, the second one right': credentials((token) => `Bearer x, Bearer ${token}`),
  'two tokens': credentials((token) => `Bearer ${token} ${token}`),
  'token in quotes': credentials((token) => `Bearer "${token}"`),
  'token as a parameter': credentials((token) => `Bearer access_token=${token}`),
  'the word null': credentials(() => 'Bearer null'),
  'not a JWT': credentials(() => 'Bearer 0123456789abcdef'),
  'JSON serialization': credentials((token) => {
    const [header, payload, signature] = token.split('.');
    return `Bearer ${JSON.stringify({ protected: header, payload, signature })}`;
  }),
  'unsigned, two parts': credentials((token) => `Bearer ${token.split('.').slice(0, 2).join('.')}`),
  'empty signature': credentials((token) => `Bearer ${token.split('.').slice(0, 2).join('.')}.`),
  'empty payload': credentials((token) => `Bearer ${token.split('.').with(1, '').join('.')}`),
  'empty header': credentials((token) => `Bearer ${token.split('.').with(0, '').join('.')}`),
  'dots only': credentials(() => 'Bearer ..'),
  'encrypted, five parts': credentials((token) => `Bearer ${token}.${token.split('.').slice(1).join('.')}`),
  'a fourth part': credentials((token) => `Bearer ${token}.e30`),
  'something behind the token': credentials((token) => `Bearer ${token};x=1`),
  'a letter outside ASCII in the token': credentials((token) => `Bearer ${token.slice(0, 40)}é${token.slice(40)}`),
  'standard base64 instead of base64url': credentials((token) => `Bearer ${token.slice(0, -2)}+/`),
  'oversized but signed': {
    reason: 'size',
    authorization: (target) => `Bearer ${tokenFor(target, { claims: { filler: 'x'.repeat(13_000) } })}`,
  },
  'white space inside the token': changed('format', (token) => token.replace('.', ' .')),
};
