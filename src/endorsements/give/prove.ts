import { lookForProof, proofAt, provenBy, type ProofReport } from '../../credentials/index.js';
import type { EndorsementDraft, EndorsementInvitation } from '../model/invitation.js';
import { notWritten, tooSoon, type GiveDeps } from './give-deps.js';

/** How long after a look at a proof the next may be asked for, in milliseconds. */
const LOOK_APART_MS = 5_000;
/** How old a proof may be when an endorsement is given by it. */
const PROOF_MS = 30 * 86_400_000;

const provenOf = ({ domain, token }: Pick<EndorsementDraft, 'domain' | 'token'>) => ({
  host: domain,
  token,
  of: 'endorser' as const,
});

/** @returns what whoever has the domain is asked to publish, one of two */
export const proofOf = (draft: Pick<EndorsementDraft, 'domain' | 'token'>) =>
  proofAt(provenOf(draft));

/** Whether the domain was shown to be the endorser's, not too long ago. */
export const isProven = ({ provenAt }: EndorsementDraft, now: Date): boolean =>
  provenAt !== undefined && now.getTime() - provenAt.getTime() < PROOF_MS;

/**
 * Looks for the proof of an endorser's domain, in DNS and at the domain.
 * @throws Conflict `endorsement_too_soon`, `endorsement_not_written`
 */
export async function prove(
  deps: GiveDeps,
  { id, draft }: EndorsementInvitation,
): Promise<ProofReport> {
  if (draft === undefined) throw notWritten();
  const now = deps.clock.now();
  const waited = now.getTime() - (draft.checkedAt?.getTime() ?? 0);
  if (waited < LOOK_APART_MS) throw tooSoon(Math.ceil((LOOK_APART_MS - waited) / 1_000));
  const report = await lookForProof(deps, provenOf(draft));
  await deps.invitations.noteProof(id, draft.token, now, provenBy(report) !== undefined);
  return report;
}
