import { InvalidInput, omitUndefined, randomId } from '../../base/index.js';
import { endorsementStateOf, placeOf, type Verification } from '../../credentials/index.js';
import {
  endAfter,
  MOST_COMMENT,
  type EndorsementDraft,
  type EndorsementInvitation,
} from '../model/invitation.js';
import { give, type Given } from './give.js';
import { endorsedBy, notProven, notWritten, type GiveDeps } from './give-deps.js';
import { isProven } from './prove.js';

/** The most bytes of an endorsement that somebody signed elsewhere. */
export const MOST_SIGNED_BYTES = 65_536;
/** How long after a look at an endorser's own list the next is due, in milliseconds. */
export const LOOK_AGAIN_MS = 86_400_000;

/**
 * Why what was handed in cannot be shown: too `large`; no endorsement (`kind`); not what its signer signed, or that is not known
 * (`proof`); revoked or past its end (`over`); of something else (`achievement`); another document than the one that was
 * prepared (`id`); by somebody else than was said (`issuer`); a comment that is too long (`comment`).
 */
type Problem = 'large' | 'kind' | 'proof' | 'over' | 'achievement' | 'id' | 'issuer' | 'comment';

const unfit = (problem: Problem): InvalidInput =>
  new InvalidInput('endorsement_unfit', `What was handed in cannot be used (${problem}).`, {
    action: 'Sign the document that was prepared here, unchanged, by the key that you named.',
    wording: problem,
  });

type Json = Readonly<Record<string, unknown>>;

/** Whether the signature of an endorser is one of a domain: its did:web or its address is there. */
function isAtDomain(issuerId: string, domain: string): boolean {
  const [host] = (placeOf(issuerId) ?? '').split(/[:/]/);
  return host === domain;
}

/** Takes an endorser's place, and keeps it: what is prepared is the same document each time. */
async function prepared(deps: GiveDeps, invitation: EndorsementInvitation) {
  if (invitation.place !== undefined && invitation.validFrom !== undefined) return invitation;
  const endorserId = randomId();
  const { listId, index } = await deps.credentials.endorsing.takePlace(endorserId);
  const now = deps.clock.now();
  return deps.invitations.keepPlace(invitation.id, { endorserId, listId, index }, now);
}

/**
 * Prepares the document that an endorser signs with a tool of its own.
 * @throws Conflict `endorsement_not_written`
 */
export async function prepareUnsigned(
  deps: GiveDeps,
  invitation: EndorsementInvitation,
): Promise<string> {
  const { draft } = invitation;
  if (draft?.road !== 'own' || draft.issuerId === undefined) throw notWritten();
  const ready = await prepared(deps, invitation);
  if (!ready?.place || ready.validFrom === undefined) throw notWritten();
  const { place, validFrom } = ready;
  const { name, domain, comment, months, issuerId } = draft;
  const achievement = await endorsedBy(deps, invitation);
  const issuer = { id: issuerId, type: ['Profile'] as const, name, url: `https://${domain}` };
  const order = {
    id: invitation.id,
    place,
    comment,
    achievementUrl: achievement.url,
    achievementName: achievement.name,
    validFrom,
    validUntil: endAfter(validFrom, months),
  };
  return deps.credentials.endorsing.unsigned(order, issuer);
}

/** Whether a text is the endorsement itself, and nothing that holds one: it is kept and handed on as it is. */
function isPlain(text: string, { format }: Verification): boolean {
  if (!text.startsWith('{')) return format === 'jwt';
  const { type } = JSON.parse(text) as Json;
  return format === 'json' && [type].flat().includes('EndorsementCredential');
}

/** @returns what is wrong with it; null where it can be shown */
function problemOf(
  found: Verification,
  expected: { readonly url: string; readonly achievementUrl: string; readonly issuerId: string },
): Problem | null {
  const { kind, credential, issuedBy, checks } = found;
  if (kind !== 'endorsement' || credential === undefined) return 'kind';
  const state = endorsementStateOf(found);
  const isSigned = ['proof', 'issuer-identity'].every((name) =>
    checks.some((check) => check.name === name && check.outcome === 'pass'),
  );
  if (state === 'revoked' || state === 'expired') return 'over';
  if (state === 'forged' || !isSigned) return 'proof';
  const { id, endorsementComment } = credential['credentialSubject'] as Json;
  if (id !== expected.achievementUrl) return 'achievement';
  if (credential['id'] !== expected.url) return 'id';
  if (issuedBy?.id !== expected.issuerId) return 'issuer';
  if (typeof endorsementComment === 'string' && endorsementComment.length > MOST_COMMENT)
    return 'comment';
  return null;
}

const dateOf = (value: unknown): Date | undefined => {
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

/**
 * Publishes an endorsement that its endorser signed. It is verified in a worker, within the bounds of everybody's badges; the
 * domain counts where the signature itself proves it (did:web, https), and otherwise by the record or file.
 * @throws NotFound `endorsement_link_over`, Conflict `endorsement_not_written`, `endorsement_not_proven`, InvalidInput
 * `endorsement_unfit`, and the errors of verifying
 */
export async function giveSigned(
  deps: GiveDeps,
  invitation: EndorsementInvitation,
  form: string,
  handed: string,
): Promise<Given> {
  const { clock, credentials, endorsers } = deps;
  const { endorsing } = credentials;
  const text = handed.trim();
  if (Buffer.byteLength(text) > MOST_SIGNED_BYTES) throw unfit('large');

  async function check(draft: EndorsementDraft, achievementUrl: string, now: Date) {
    const { domain, issuerId = '' } = draft;
    if (!isAtDomain(issuerId, domain) && !isProven(draft, now)) throw notProven();
    const found = await credentials.verify(text);
    const url = endorsing.urlOf(invitation.id);
    if (found.kind === 'endorsement' && !isPlain(text, found)) throw unfit('kind');
    const problem = problemOf(found, { url, achievementUrl, issuerId });
    if (problem !== null) throw unfit(problem);
    return found;
  }

  return give(deps, invitation, form, async (taken) => {
    const { draft, place } = taken;
    if (draft?.road !== 'own' || draft.issuerId === undefined || !place) throw notWritten();
    const now = clock.now();
    const achievement = await endorsedBy(deps, taken);
    const found = await check(draft, achievement.url, now);
    const credential = found.credential ?? {};
    const { endorsementComment: comment } = credential['credentialSubject'] as Json;
    const { name, domain, issuerId, token } = draft;
    const endorser = await endorsers.proven({
      id: place.endorserId,
      domain,
      name,
      createdAt: now,
      provenAt: now,
    });
    return omitUndefined({
      achievementUrl: achievement.url,
      endorserId: endorser.id,
      road: 'own' as const,
      name,
      domain,
      issuerId,
      comment: typeof comment === 'string' ? comment : '',
      text,
      proofToken: token,
      statusListId: place.listId,
      statusListIndex: place.index,
      validFrom: dateOf(credential['validFrom']) ?? now,
      validUntil: dateOf(credential['validUntil']),
      found: endorsementStateOf(found) === 'unknown' ? ('unknown' as const) : ('valid' as const),
      foundAt: now,
      checkAt: new Date(now.getTime() + LOOK_AGAIN_MS),
    });
  });
}
