import type { KeyAlgorithm } from '../../src/credentials/issuer/issuer-key.js';
import { sets, STRANGER, type Made } from './matrix-keys.js';
import type { Vector } from './matrix.js';

/** Places in the status lists. */
export const REVOKED = 4711;
export const SUSPENDED = 9001;

/** What is the matter with a badge. */
export interface Condition {
  readonly name: string;
  readonly keys: Record<KeyAlgorithm, Made>;
  readonly issuer?: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly index?: number;
  readonly listId?: string;
  readonly tamper?: boolean;
  /** What must come out: the verdict, and the check that decides it with its code. */
  readonly expected: Vector['expected'];
}

const expect = (verdict: string, check: string, outcome: string, code: string) => ({
  verdict,
  check,
  outcome,
  code,
});

export const conditions: readonly Condition[] = [
  { name: 'valid', keys: sets.current, expected: expect('valid', 'proof', 'pass', 'signed') },
  {
    name: 'tampered',
    keys: sets.current,
    tamper: true,
    expected: expect('invalid', 'proof', 'fail', 'signature_wrong'),
  },
  {
    name: 'expired',
    keys: sets.current,
    validFrom: '2024-01-01T00:00:00Z',
    validUntil: '2025-01-01T00:00:00Z',
    expected: expect('invalid', 'validity', 'fail', 'expired'),
  },
  {
    name: 'not-yet-valid',
    keys: sets.current,
    validFrom: '2030-01-01T00:00:00Z',
    expected: expect('invalid', 'validity', 'fail', 'not_yet_valid'),
  },
  {
    name: 'revoked',
    keys: sets.current,
    index: REVOKED,
    expected: expect('invalid', 'status', 'fail', 'revoked'),
  },
  {
    name: 'suspended',
    keys: sets.current,
    index: SUSPENDED,
    expected: expect('invalid', 'status', 'fail', 'suspended'),
  },
  {
    name: 'unknown-issuer',
    keys: sets.stranger,
    issuer: STRANGER,
    listId: 'stranger',
    expected: expect('valid', 'issuer-recognised', 'warning', 'issuer_not_recognised'),
  },
  {
    name: 'key-rotated',
    keys: sets.former,
    expected: expect('valid', 'issuer-identity', 'pass', 'key_listed'),
  },
  {
    name: 'key-compromised',
    keys: sets.compromised,
    expected: expect('invalid', 'issuer-identity', 'fail', 'key_compromised'),
  },
  {
    name: 'signed-before-compromise',
    keys: sets.compromised,
    validFrom: '2026-02-01T00:00:00Z',
    expected: expect('valid', 'issuer-identity', 'pass', 'key_listed'),
  },
  {
    name: 'status-unreachable',
    keys: sets.current,
    listId: 'away',
    expected: expect('unknown', 'status', 'unknown', 'status_unreachable'),
  },
];
