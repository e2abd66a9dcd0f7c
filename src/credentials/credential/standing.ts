import type { Credential } from './credential.js';
import { findGravest, type GravestCode } from '../verify/verification.js';
import type { Verification } from '../verify/index.js';

/** What stands first on the page of a badge: what it comes down to, in one sentence. */
export type VerificationSummary =
  | 'valid'
  | 'revoked'
  | 'superseded'
  | 'suspended'
  | 'tampered'
  | 'expired'
  | 'notYetValid'
  | 'invalid'
  | 'unknown';

const BY_CODE: Readonly<Record<GravestCode, VerificationSummary>> = {
  signature_wrong: 'tampered',
  revoked: 'revoked',
  suspended: 'suspended',
  expired: 'expired',
  not_yet_valid: 'notYetValid',
};

export function standingOf(
  { verdict, checks }: Verification,
  credential?: Credential,
): VerificationSummary {
  const gravest = findGravest(checks);
  const found = gravest && BY_CODE[gravest];
  if (found === 'revoked' && credential?.supersededBy !== undefined) return 'superseded';
  return found ?? verdict;
}
