import type { Credential } from './credential.js';
import { findGravest, type GravestCode } from '../verify/verification.js';
import type { Verification } from '../verify/index.js';

/** The summary at the top of a badge's page, in one sentence. */
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

/** @returns which summary a verification and the badge's own state lead to */
export function standingOf(
  { verdict, checks }: Verification,
  credential?: Credential,
): VerificationSummary {
  const gravest = findGravest(checks);
  const found = gravest && BY_CODE[gravest];
  if (found === 'revoked' && credential?.supersededBy !== undefined) return 'superseded';
  return found ?? verdict;
}
