import { fail, pass, unknown, type Finding } from '../../credentials/verify/index.js';
import type { BadgeFacts, RecipientFacts } from '../open/facts.js';
import { readBadge, versionOf } from '../open/read-badge.js';
import type { Json } from '../open/texts.js';
import type { Documents } from './documents.js';
import { findParties, hostOf, keepsAt, type Parties } from './parties.js';

/** What checking a badge before 3.0 found. */
export interface Found {
  readonly proof: Finding;
  readonly identity: Finding;
  readonly status: Finding;
  readonly parties: Parties | null;
  /** The assertion as its host or its signature has it; null where it could not be had. */
  readonly assertion: Json | null;
}

const sameText = (one?: string, other?: string): boolean =>
  one === undefined || other === undefined || one.toLowerCase() === other.toLowerCase();

/** Hashes are the same in capitals, too; a salt that one of them lacks says nothing. */
const sameRecipient = (one: RecipientFacts, other: RecipientFacts): boolean =>
  sameText(one.hash, other.hash) && sameText(one.email, other.email);

const dayOf = (moment?: string): string | undefined => moment?.slice(0, 10);

/**
 * Whether two readings are of the same badge. Older versions write times and names of members differently, and programs that baked
 * badges rewrote them, so it is what they mean that is compared.
 */
export function saysTheSame(handed: BadgeFacts, hosted: BadgeFacts): boolean {
  const nameOf = (facts: BadgeFacts) => facts.achievement?.name;
  const urlOf = (facts: BadgeFacts) => facts.achievementUrl ?? facts.achievement?.id;
  return (
    sameRecipient(handed.recipient, hosted.recipient) &&
    sameText(dayOf(handed.issuedAt), dayOf(hosted.issuedAt)) &&
    sameText(dayOf(handed.expiresAt), dayOf(hosted.expiresAt)) &&
    (sameText(nameOf(handed), nameOf(hosted)) || handed.achievement === undefined) &&
    sameText(urlOf(handed), urlOf(hosted))
  );
}

const notAsked = unknown('not_asked', 'Not asked: the proof is not right.');

const notChecked = unknown('not_asked_unchecked', 'Not asked: the proof cannot be checked.');

const judged = (
  proof: Finding,
  status: Finding = proof.outcome === 'unknown' ? notChecked : notAsked,
): Found => ({
  proof,
  status,
  identity: proof.outcome === 'unknown' ? notChecked : notAsked,
  parties: null,
  assertion: null,
});

function judgeIdentity(parties: Parties, url: string): Finding {
  const host = hostOf(url) ?? '';
  const issuer = hostOf(parties.issuerUrl);
  if (keepsAt(parties, url))
    return pass('key_at_issuer_host', `${host} is the issuer’s own.`, { values: { host } });
  if (issuer === null)
    return unknown('issuer_away', 'Who the issuer is could not be loaded.', { values: { host } });
  return unknown(
    'host_not_issuers',
    `The badge is kept at ${host}, and its issuer at ${issuer} does not say that it keeps badges there.`,
    { values: { host, issuer } },
  );
}

/**
 * Checks a badge that its issuer's site vouches for (Open Badges 0.5 to 2.1, Hosted Verification): what was handed in has to be what
 * stands there. A host that is silent or has nothing any more makes it unknown, never wrong.
 * @param handed what was handed in; null where that is the address alone
 */
export async function checkHosted(
  url: string,
  handed: BadgeFacts | null,
  documents: Documents,
): Promise<Found> {
  const host = hostOf(url) ?? '';
  const values = { host };
  const read = await documents.read(url);
  if (read.kind === 'away')
    return judged(unknown('host_away', `${host} could not be asked just now.`, { values }));
  if (read.kind === 'revoked') {
    const said = pass('host_says_so', `${host} itself tells what became of it.`, { values });
    return judged(said, fail('revoked', 'The issuer has revoked this badge.'));
  }
  if (read.kind === 'gone')
    return judged(
      unknown('host_has_none', `${host} has nothing at the badge’s address any more.`, { values }),
    );
  const noBadge = unknown('host_answers_otherwise', `What ${host} answers is no badge.`, {
    values,
  });
  if (read.kind === 'text') return judged(noBadge);
  if (!('recipient' in read.document)) return judged(noBadge);
  const { document } = read;
  const hosted = readBadge(document, versionOf(document));
  if (handed !== null && !saysTheSame(handed, hosted))
    return judged(fail('host_differs', `${host} says something else of this badge.`, { values }));
  const parties = await findParties(document, documents, { from: url, isAsked: true });
  return {
    proof: pass('host_says_so', `${host} itself says so.`, { values }),
    identity: judgeIdentity(parties, url),
    status: pass('not_revoked', 'The issuer has not taken it back.'),
    parties,
    assertion: document,
  };
}
