import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Json } from './sign-badge.js';
import { environment, judge, signed, useOthers } from './judge-others.js';

useOthers();

const EMAIL = 'ada@example.edu';
const hash = (name: string, text = `${EMAIL}s`, algorithm = 'sha256') =>
  `${name}$${createHash(algorithm).update(text).digest('hex')}`;

/** What the check of the recipient says of a badge whose subject names one so. */
async function told(identityHash: string, more: object = {}, email = EMAIL): Promise<unknown> {
  const usual = { type: 'IdentityObject', hashed: true, identityType: 'emailAddress', salt: 's' };
  const identity = { ...usual, identityHash, ...more };
  const badge = await signed({}, { identifier: [identity] });
  const { codes, verdict } = await judge(badge, environment({}, { email }));
  return `${codes['recipient']} ${verdict}`;
}

describe('a recipient, as others write it', () => {
  it.each<[string, string, { email?: string } & Json]>([
    ['a hash with a dash in its name', hash('sha-256'), {}],
    ['a hash in capitals', hash('SHA256').toUpperCase(), {}],
    ['a hash of sha1', hash('sha1', `${EMAIL}s`, 'sha1'), {}],
    ['a hash without salt', hash('sha256', EMAIL), { salt: null }],
    ['a hash with an empty salt', hash('sha256', EMAIL), { salt: '' }],
    ['a hash that is not said to be one', hash('sha256'), { hashed: false }],
    ['a hash of the address in small letters', hash('sha256'), { email: 'Ada@Example.edu' }],
    ['spaces around a hash', ` ${hash('sha256')}\n`, {}],
    ['an address that is said to be a hash', EMAIL, {}],
    ['an address as a link', `mailto:${EMAIL}`, { hashed: false }],
    ['an address with spaces', ` ${EMAIL} `, { hashed: false }],
    ['its kind by the name of 2.0', EMAIL, { hashed: false, identityType: 'email' }],
  ])('%s is compared', async (_, identityHash, { email = EMAIL, ...more }) => {
    expect(await told(identityHash, more, email)).toBe('recipient_matches valid');
  });

  it.each([
    ['sha3-256', hash('sha3-256')],
    ['bcrypt', '$2b$10$abcdefghijklmnopqrstuv'],
    ['a hash in base64', 'sha256$47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
    ['nothing', ''],
  ])('%s cannot be compared, which makes nobody somebody else', async (_, identityHash) => {
    expect(await told(identityHash)).toBe('recipient_not_comparable unknown');
  });

  it('another person is told, by hash and by address', async () => {
    const other = 'bob@example.edu';
    expect(await told(hash('sha-256'), {}, other)).toBe('recipient_differs invalid');
    expect(await told(EMAIL, {}, other)).toBe('recipient_differs invalid');
    expect(await told(`mailto:${EMAIL}`, { hashed: false }, other)).toBe(
      'recipient_differs invalid',
    );
  });

  it('a name or a number of a learning platform is no address', async () => {
    for (const identityType of ['name', 'sourcedId', 'ext:matriculation'])
      expect(await told('4711', { hashed: false, identityType })).toBe(
        'recipient_not_named unknown',
      );
  });
});
