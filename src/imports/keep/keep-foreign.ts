import { randomId, omitUndefined, type Clock } from '../../base/index.js';
import { checkRecipient } from '../../credentials/verify/index.js';
import type { CheckBadge, CheckedBadge } from '../check/create-check.js';
import { matchRecipient, type RecipientMatch } from '../check/recipient.js';
import { sha256Of, type Open } from '../open/create-open.js';
import type { BadgeFacts, Opened } from '../open/facts.js';
import { keyOfBadge, type KeptBadge, type KeptFacts, type KeptFrom } from './kept-badge.js';
import type { KeptStore } from './kept-store.js';
import type { KeepPicture } from './keep-picture.js';

export interface KeepDeps {
  readonly clock: Clock;
  /** @returns the path of an address of this installation; null for any other */
  readonly pathOf: (url: string) => Promise<string | null>;
  readonly open: Open;
  readonly check: CheckBadge;
  readonly kept: KeptStore;
  readonly keepPicture: KeepPicture;
  /** The addresses that the person of a home has proven to be theirs. */
  readonly addressesOf: (homeId: string) => Promise<readonly string[]>;
}

/** Where a badge came from. */
export interface KeepSource {
  readonly from: KeptFrom;
  /** What the file was called. */
  readonly fileName?: string;
  readonly importId?: string;
  /** Whether it takes the place of the same badge that is there (Open Badges 3.0 API, upsertCredential). */
  readonly replaces?: boolean;
}

/** What became of a badge that was handed in. `refused` has a code of docs/imports.md. */
export type KeepResult =
  | { readonly outcome: 'kept' | 'replaced' | 'duplicate'; readonly badge: KeptBadge }
  | { readonly outcome: 'refused'; readonly code: string; readonly detail: string };

/** More than anybody earns, and few enough for one page. */
const MOST_KEPT = 500;
/** Of all their files together: what a home keeps is handed out in one piece with its data. */
const MOST_BYTES = 67_108_864;

const notTaken = (code: string, detail: string): KeepResult => ({
  outcome: 'refused',
  code,
  detail,
});

const FULL = 'A home keeps 500 badges from elsewhere at most, and 64 MB of files.';
const UNNAMED = '—';

const factsOf = ({ id, achievement, achievementUrl, issuedAt, expiresAt }: BadgeFacts): KeptFacts =>
  omitUndefined({
    id,
    name: achievement?.name ?? UNNAMED,
    description: achievement?.description,
    criteria: achievement?.criteria,
    criteriaUrl: achievement?.criteriaUrl,
    language: achievement?.language,
    achievementId: achievement?.id ?? achievementUrl,
    issuerName: achievement?.issuer.name,
    issuerId: achievement?.issuer.id,
    issuedAt,
    expiresAt,
  });

/**
 * What speaks against putting a badge in the place of one with the same identifier (Open Badges 3.0, 10): it is of another issuer, or
 * what was proven would give way to what is not. Null where nothing does.
 */
function against(there: KeptBadge, fresh: Pick<KeptBadge, 'facts' | 'verdict'>): KeepResult | null {
  if (there.facts.issuerId !== fresh.facts.issuerId)
    return notTaken('other_issuer', 'A badge of another issuer with the same identifier is there.');
  if (there.provenAt !== undefined && fresh.verdict !== 'valid')
    return notTaken('less_proven', 'The badge that is there was proven; this one is not.');
  return null;
}

/** Whether one was issued before the other; where either does not say when, it is not known. */
const isOlder = (one: KeptFacts, other: KeptFacts): boolean =>
  Date.parse(one.issuedAt ?? '') < Date.parse(other.issuedAt ?? '');

type Badge = Extract<Opened, { kind: 'badge' }>;

/** Compares with each proven address; an OB 3.0 may name several identities. */
async function matchOf(
  { version, document }: Badge,
  { facts }: CheckedBadge,
  addresses: readonly string[],
): Promise<RecipientMatch> {
  if (version !== '3' || document === undefined) return matchRecipient(facts.recipient, addresses);
  const read = JSON.parse(document) as Record<string, unknown>;
  const found: string[] = [];
  for (const address of addresses) found.push((await checkRecipient(read, address)).outcome);
  if (found.includes('pass')) return 'matches';
  return found.includes('fail') ? 'differs' : 'unknown';
}

/** What a check says of a kept badge: the part of it that changes with every check. */
async function judge(deps: KeepDeps, homeId: string, badge: Badge) {
  const checked = await deps.check(badge, `home:${homeId}`);
  const now = deps.clock.now();
  const { verdict, checks, host } = checked;
  const recipient = await matchOf(badge, checked, await deps.addressesOf(homeId));
  const provenAt = verdict === 'valid' ? now : undefined;
  return { checked, found: { verdict, checks, host, recipient, checkedAt: now, provenAt } };
}

/** What is kept of a badge, beside where. */
async function toKept(deps: KeepDeps, homeId: string, badge: Badge, source: KeepSource) {
  const { checked, found } = await judge(deps, homeId, badge);
  const { facts, snapshots } = checked;
  return omitUndefined({
    sha256: sha256Of(badge.bytes),
    size: badge.bytes.byteLength,
    bytes: badge.bytes,
    format: badge.format,
    version: badge.version,
    from: source.from,
    importId: source.importId,
    fileName: (source.fileName ?? badge.place.file).slice(0, 200),
    keptAt: found.checkedAt,
    ...found,
    facts: factsOf(facts),
    pictureId: await deps.keepPicture(badge, facts.achievement?.image, `home:${homeId}`),
    snapshots,
  });
}

/** @param freed the bytes of the badge whose place it would take */
async function roomFor({ kept }: KeepDeps, homeId: string, badge: Badge, freed = 0) {
  const { count, bytes } = await kept.spaceOf(homeId);
  const isLarge = bytes - freed + badge.bytes.byteLength > MOST_BYTES;
  return { isFull: count >= MOST_KEPT, isLarge };
}

/** Keeps one badge that was opened. */
export async function keepOpened(
  deps: KeepDeps,
  homeId: string,
  badge: Badge,
  source: KeepSource,
): Promise<KeepResult> {
  const { kept, pathOf } = deps;
  const path = badge.facts.id === undefined ? null : await pathOf(badge.facts.id);
  if (path?.startsWith('/credentials/') === true)
    return notTaken('own_badge', 'This badge was issued here: it is in its holder’s list already.');
  const sha256 = sha256Of(badge.bytes);
  const key = keyOfBadge(badge.facts.id, sha256);
  const there = await kept.findByKey(homeId, key);
  const { isFull, isLarge } = await roomFor(deps, homeId, badge, there?.size);
  if (there !== null) {
    const isSame = source.replaces !== true || there.sha256 === sha256;
    if (isSame) return { outcome: 'duplicate', badge: there };
    if (isLarge) return notTaken('home_full', FULL);
    const fresh = await toKept(deps, homeId, badge, source);
    const refused = against(there, fresh);
    if (refused !== null) return refused;
    // The newer one stays, whichever came first.
    if (isOlder(fresh.facts, there.facts)) return { outcome: 'duplicate', badge: there };
    const change = { ...fresh, keptAt: there.keptAt };
    await kept.change(homeId, there.id, change);
    return { outcome: 'replaced', badge: { ...there, ...change } };
  }
  if (isFull || isLarge) return notTaken('home_full', FULL);
  const whole = { id: randomId(), homeId, key, ...(await toKept(deps, homeId, badge, source)) };
  if (await kept.insert(whole)) return { outcome: 'kept', badge: whole };
  // Somebody handed it in at the same time.
  const other = await kept.findByKey(homeId, key);
  if (other !== null) return { outcome: 'duplicate', badge: other };
  return notTaken('home_full', 'It could not be kept just now.');
}

/**
 * Keeps a badge of another issuer for the person of a home, byte for byte, after its proof was checked. One that cannot be verified is
 * kept, too, and says so.
 * @param bytes one badge: JSON, JWS, JWT, PNG, SVG or PDF
 * @throws InvalidInput `too_costly`, Unavailable `too_busy`
 */
export type KeepForeign = (
  homeId: string,
  bytes: Uint8Array,
  source: KeepSource,
) => Promise<KeepResult>;

export const createKeepForeign =
  (deps: KeepDeps): KeepForeign =>
  async (homeId, bytes, source) => {
    const name = source.fileName ?? 'badge';
    const { found, problem } = await deps.open(bytes, name, `home:${homeId}`);
    if (problem !== null) return notTaken(problem.code, problem.detail);
    const [one, ...more] = found;
    if (more.length > 0) return notTaken('several_badges', 'It holds several badges.');
    if (one?.kind === 'refused') return notTaken(one.code, one.detail);
    if (one?.kind !== 'badge')
      return notTaken(
        'no_badge',
        'It says what can be earned, or that somebody earned it; it is no badge.',
      );
    return keepOpened(deps, homeId, one, source);
  };

/** Checks a kept badge again. What an earlier check proved, and what its host said then, is not lost where the host is silent now. */
export async function checkAgain(
  deps: KeepDeps,
  homeId: string,
  id: string,
): Promise<KeptBadge | null> {
  const kept = await deps.kept.find(homeId, id);
  if (kept === null) return null;
  const { found } = await deps.open(kept.bytes, kept.fileName, `home:${homeId}`);
  const [badge] = found;
  if (badge?.kind !== 'badge') return kept;
  const { checked, found: judged } = await judge(deps, homeId, badge);
  const snapshots = checked.snapshots.length > 0 ? checked.snapshots : kept.snapshots;
  const { facts } = checked;
  const isKnown = facts.achievement !== undefined;
  const change = omitUndefined({
    ...judged,
    provenAt: judged.provenAt ?? kept.provenAt,
    host: judged.host ?? kept.host,
    facts: isKnown ? factsOf(facts) : kept.facts,
    snapshots,
  });
  await deps.kept.change(homeId, id, change);
  return { ...kept, ...change };
}
