import type { CheckedBadge } from '../check/create-check.js';
import type { BadgeFacts } from '../open/facts.js';

/** Why a badge is not issued anew: a code of docs/imports.md, and an English sentence. */
export interface Plan {
  readonly code: string;
  readonly detail: string;
  readonly isDuplicate?: true;
}
export const before: Plan = {
  code: 'reissued_before',
  detail: 'It was issued anew before.',
  isDuplicate: true,
};
export const repeated: Plan = {
  code: 'row_repeated',
  detail: 'The file has this badge of the same person more than once.',
  isDuplicate: true,
};
export const has: Plan = {
  code: 'has_badge',
  detail: 'They have the badge here.',
  isDuplicate: true,
};
export const taken: Plan = {
  code: 'taken_here',
  detail: 'They had the badge here, and somebody decided against it.',
};
export const tooCostly: Plan = { code: 'too_costly', detail: 'To check it takes too much.' };

/** What is not right about a badge, by its proof or by what it says. */
export function faultOf(
  checked: CheckedBadge | null,
  { expiresAt, issuedAt }: BadgeFacts,
  now: Date,
): Plan | null {
  if (checked?.verdict === 'invalid') {
    const { code, detail } = checked.checks.find(({ outcome }) => outcome === 'fail') ?? {
      code: 'proof_wrong',
      detail: 'Its proof is not right.',
    };
    return { code, detail };
  }
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime())
    return { code: 'row_expired', detail: 'Its time has ended.' };
  if (issuedAt !== undefined && Date.parse(issuedAt) > now.getTime())
    return { code: 'row_date', detail: 'It is dated later than today.' };
  return null;
}
