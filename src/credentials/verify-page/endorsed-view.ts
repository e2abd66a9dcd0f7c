import type { EndorsementState, Verification } from '../verify/index.js';
import type { Fact, Kind, ResultLine } from './result-parts.js';
import type { Say } from './word-check.js';

/** An endorsement of a badge, as it is shown: how it stands, whose it is, what it says, and each check of it. */
export interface EndorsedView {
  readonly kind: Kind;
  readonly title: string;
  /** Who endorses: the domain that the signature proves, else what the endorsement states. */
  readonly name: string;
  readonly comment: string;
  readonly lines: readonly ResultLine[];
}

const KIND: Readonly<Record<EndorsementState, Kind>> = {
  valid: 'success',
  unknown: 'warn',
  revoked: 'warn',
  expired: 'warn',
  forged: 'error',
};

const MOST_COMMENT = 1_000;

/** @returns what an endorsement says, as plain text: it is anybody's */
export function commentOf({ credential }: Verification): string {
  const subject = credential?.['credentialSubject'];
  const comment = (subject as Record<string, unknown> | undefined)?.['endorsementComment'];
  return typeof comment === 'string' ? comment.slice(0, MOST_COMMENT) : '';
}

/** @returns the endorsements of a badge in their order; undefined where there are none. Of a forged one nothing is repeated */
export function viewEndorsed(
  { endorsed }: Verification,
  say: Say,
  view: (one: Verification) => {
    readonly lines: readonly ResultLine[];
    readonly facts: readonly Fact[];
  },
): readonly EndorsedView[] | undefined {
  return endorsed?.map(({ state, found }) => {
    const { lines, facts } = view(found);
    const stated = facts.find(({ key }) => key === 'issuer')?.value ?? '';
    return {
      kind: KIND[state],
      title: say(`verify.endorsed.${state}`),
      name: state === 'forged' ? '' : (found.issuedBy?.domain ?? stated),
      comment: state === 'forged' ? '' : commentOf(found),
      lines,
    };
  });
}
