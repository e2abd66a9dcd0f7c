import { omitUndefined, parseJson } from '../../base/index.js';
import {
  fail,
  pass,
  unknown,
  verdictOf,
  type Check,
  type Finding,
} from '../../credentials/verify/index.js';
import type { TaskContext } from '../../workers/index.js';
import type { BadgeFacts } from '../open/facts.js';
import { readBadge, versionOf } from '../open/read-badge.js';
import { readClass } from '../open/read-class.js';
import { addressOf, isObject, rawText, type Json } from '../open/texts.js';
import { createDocuments, type Snapshot } from './documents.js';
import { checkHosted, type Found } from './hosted.js';
import { hostOf } from './parties.js';
import { checkSigned } from './signed.js';

/** A badge of version 2.1 or before, as it was opened. */
export interface OlderOrder {
  readonly document?: string;
  readonly jws?: string;
  readonly address?: string;
  readonly now: Date;
}

export interface OlderResult {
  readonly verdict: 'valid' | 'invalid' | 'unknown';
  readonly checks: readonly Check[];
  readonly facts: BadgeFacts;
  /** The host that vouches for it; null where that was not found out. */
  readonly host: string | null;
  readonly snapshots: readonly Snapshot[];
}

function judgeValidity({ issuedAt, expiresAt }: BadgeFacts, now: Date): Finding {
  if (issuedAt !== undefined && Date.parse(issuedAt) > now.getTime() + 86_400_000)
    return fail('not_yet_valid', 'It is valid only later.', { values: { from: issuedAt } });
  if (expiresAt === undefined)
    return pass('in_force', 'It does not expire.', { wording: 'no_end' });
  const values = { until: expiresAt };
  return Date.parse(expiresAt) <= now.getTime()
    ? fail('expired', 'It has expired.', { values })
    : pass('in_force', 'It is valid.', { values });
}

/** Where a badge says that its issuer's site has it. */
function hostedAt(document: Json): string | undefined {
  const verify = document['verify'] ?? document['verification'];
  const url = isObject(verify) ? addressOf(verify['url']) : undefined;
  return addressOf(document['id'] ?? document['@id']) ?? url;
}

const isSignedKind = (document: Json): boolean => {
  const verify = document['verify'] ?? document['verification'];
  const type = isObject(verify) ? (rawText(verify['type']) ?? '') : '';
  return /^signed/i.test(type);
};

const nowhere: Found = {
  proof: unknown('host_not_named', 'It names no address of its issuer, and carries no signature.'),
  identity: unknown('not_asked_nobody', 'Not asked: nobody is named by the proof.'),
  status: unknown('not_asked_nobody', 'Not asked: nobody is named by the proof.'),
  parties: null,
  assertion: null,
};

/** What the badge says, with what its host says of what was given and by whom. */
function factsOf(handed: Json | null, { assertion, parties }: Found): BadgeFacts {
  const document = assertion ?? handed ?? {};
  const facts = readBadge(document, versionOf(document));
  const given = parties?.badgeClass ?? null;
  const achievement = given === null ? null : readClass(given, parties?.issuer ?? given['issuer']);
  return achievement === null
    ? facts
    : omitUndefined({
        ...facts,
        achievement: omitUndefined({ ...achievement, id: achievement.id ?? facts.achievementUrl }),
      });
}

/**
 * Verifies a badge of Open Badges 0.5 to 2.1 in a worker process: by its signature, else by what its host says. It calls `fetchOlder`
 * in the main process.
 */
export async function run(order: OlderOrder, context: TaskContext): Promise<OlderResult> {
  const { document, jws, address, now } = order;
  const documents = createDocuments(context);
  const parsed = document === undefined ? null : parseJson(document, { depth: 32, values: 8_000 });
  const handed = isObject(parsed) ? parsed : null;
  const read = handed && readBadge(handed, versionOf(handed));
  const url = address ?? (handed && !isSignedKind(handed) ? hostedAt(handed) : undefined);
  const found =
    jws !== undefined
      ? await checkSigned(jws, documents)
      : url === undefined
        ? nowhere
        : await checkHosted(url, read, documents);
  const facts = factsOf(handed, found);
  const at = now.toISOString();
  const checks: Check[] = [
    { name: 'proof', ...found.proof, at },
    { name: 'status', ...found.status, at },
    { name: 'validity', ...judgeValidity(facts, now), at },
    { name: 'issuer-identity', ...found.identity, at },
  ];
  const isProven = found.proof.outcome === 'pass' && found.identity.outcome === 'pass';
  const host = isProven ? hostOf(jws === undefined ? url : found.parties?.issuerUrl) : null;
  const named = omitUndefined({ ...facts, id: facts.id ?? url });
  return { verdict: verdictOf(checks), checks, facts: named, host, snapshots: documents.snapshots };
}
