import { isObject } from './schema-check.js';
import { fail, pass, unknown, type Finding } from './verification.js';

type Json = Record<string, unknown>;

const MOST_IDENTITIES = 16;

/** Hash algorithms that every browser and Node.js have; others, such as md5, cannot be compared here. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

async function hexDigest(text: string, algorithm: string): Promise<string> {
  const digest = await crypto.subtle.digest(algorithm, new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @returns the spellings that an address may have been hashed in: a domain has no case (RFC 5321, 2.4), and the part
 *   before it rarely has
 */
function formsOf(email: string): string[] {
  const at = email.lastIndexOf('@');
  const [name, domain] = [email.slice(0, at + 1), email.slice(at + 1)];
  const forms = [email, name + domain.toLowerCase(), email.toLowerCase()];
  return [...new Set([...forms, name.toLowerCase() + domain, email.toUpperCase()])];
}

const HASH = /^([\w-]{1,20})\$([0-9a-f]{1,256})$/i;

type Likeness = 'same' | 'other' | 'not comparable';

async function compareHash(hash: string, salt: string, email: string): Promise<Likeness> {
  const [, written = '', hex = ''] = HASH.exec(hash) ?? [];
  // sha-256 is sha256.
  const name = written.toLowerCase().replace('-', '');
  const algorithm = Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name] : undefined;
  if (algorithm === undefined) return 'not comparable';
  for (const form of formsOf(email))
    if (hex.toLowerCase() === (await hexDigest(form + salt, algorithm))) return 'same';
  return 'other';
}

/** Compares one IdentityObject (OB 3.0, B.1.13) with an e-mail address. */
async function compareIdentity(identity: Json, email: string): Promise<Likeness> {
  const { hashed, identityHash, salt } = identity;
  if (typeof identityHash !== 'string') return 'not comparable';
  const value = identityHash.trim().replace(/^mailto:/i, '');
  const isSaidToBe = hashed === true || hashed === 'true';
  // What is an address is none of a hash, whatever is said of it.
  const isHash = HASH.test(value) || (isSaidToBe && !value.includes('@'));
  if (isHash) return compareHash(value, typeof salt === 'string' ? salt : '', email);
  return value.toLowerCase() === email.toLowerCase() ? 'same' : 'other';
}

const notNamed = unknown(
  'recipient_not_named',
  'The badge does not name its recipient by e-mail address.',
);

/** Compares an e-mail address with the badge's recipient (OB 3.0, 8.4). */
export async function checkRecipient(document: Json, email: string): Promise<Finding> {
  const subject = document['credentialSubject'];
  const listed: unknown = isObject(subject) ? subject['identifier'] : undefined;
  const identities = [listed]
    .flat()
    .filter(isObject)
    .filter(({ identityType }) => identityType === 'emailAddress' || identityType === 'email')
    .slice(0, MOST_IDENTITIES);
  if (identities.length === 0) return notNamed;
  const found: Likeness[] = [];
  for (const identity of identities) found.push(await compareIdentity(identity, email.trim()));
  if (found.includes('same'))
    return pass('recipient_matches', 'It was issued to this e-mail address.');
  if (found.includes('not comparable'))
    return unknown(
      'recipient_not_comparable',
      'The badge hides its recipient’s address in a way that cannot be compared here.',
    );
  return fail('recipient_differs', 'It was issued to somebody else than this e-mail address.');
}
