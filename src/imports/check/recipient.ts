import { createHash } from 'node:crypto';
import type { RecipientFacts } from '../open/facts.js';

/** Whether a badge was issued to one of somebody's addresses; `unknown`: it does not say to whom, or in a way not known here. */
export type RecipientMatch = 'matches' | 'differs' | 'unknown';

const ALGORITHMS: ReadonlySet<string> = new Set(['md5', 'sha1', 'sha256', 'sha384', 'sha512']);

/** Issuers hash an address in the case in which it was typed there: both parts as they are, in small and in large letters. */
function formsOf(address: string): readonly string[] {
  const at = address.lastIndexOf('@');
  const [name, domain] = [address.slice(0, at + 1), address.slice(at + 1)];
  return [
    ...new Set([
      address,
      address.toLowerCase(),
      name + domain.toLowerCase(),
      name.toLowerCase() + domain,
      address.toUpperCase(),
      name.charAt(0).toUpperCase() + name.slice(1) + domain,
    ]),
  ];
}

/** Compares a badge's recipient with addresses that somebody has proven to be theirs. */
export function matchRecipient(
  { email, hash, salt = '' }: RecipientFacts,
  addresses: readonly string[],
): RecipientMatch {
  if (email !== undefined) {
    const same = addresses.some((one) => one.toLowerCase() === email.toLowerCase());
    return same ? 'matches' : 'differs';
  }
  const [written = '', hex = ''] = hash?.split('$') ?? [];
  const algorithm = written.toLowerCase().replace('-', '');
  if (hex === '' || !ALGORITHMS.has(algorithm)) return 'unknown';
  const isOf = (form: string): boolean =>
    createHash(algorithm)
      .update(form + salt)
      .digest('hex') === hex.toLowerCase();
  return addresses.some((one) => formsOf(one).some(isOf)) ? 'matches' : 'differs';
}
