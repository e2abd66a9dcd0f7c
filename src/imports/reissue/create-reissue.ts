import type { Audit } from '../../audit/index.js';
import { giveMany, personKey, type Awards, type Origin } from '../../awards/index.js';
import { InvalidInput, omitUndefined, type Clock } from '../../base/index.js';
import type { Rule } from '../../rules/index.js';
import type { CheckBadge, CheckedBadge } from '../check/create-check.js';
import { hostOf } from '../check/parties.js';
import { keyOfBadge } from '../keep/kept-badge.js';
import type { BadgeFacts } from '../open/facts.js';
import { addressOf } from '../open/texts.js';
import type { EntryStore } from '../run/entry-store.js';
import {
  keyOfCourse,
  type CourseOf,
  type Entry,
  type Import,
  type WholeEntry,
} from '../run/import.js';
import type { ClaimStore } from './claim-store.js';
import { createFindHolder, type HolderDeps } from './find-holder.js';
import { createFindTarget, type TargetDeps } from './find-target.js';
import { before, faultOf, has, repeated, taken, tooCostly, type Plan } from './refusals.js';

export interface ReissueDeps extends HolderDeps, TargetDeps {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'recordAll'>;
  readonly awards: Pick<Awards, 'store' | 'validity' | 'fulfil'>;
  readonly check: CheckBadge;
  readonly entries: EntryStore;
  readonly claims: ClaimStore;
}

/** Issues badges in the place of another system's, one entry of an import after the other. */
export interface Reissue {
  /** Finds out what would become of an entry, its proof first, and has it wait for somebody's yes. */
  readonly judge: (entry: WholeEntry) => Promise<void>;
  /** Issues it, once, however often this is repeated. */
  readonly give: (entry: WholeEntry) => Promise<void>;
}

/** Whom it is issued to, and as which badge of ours. */
interface Ready {
  readonly rule: Rule;
  readonly name: string;
  readonly userId: string;
  readonly who: string;
}

const isReady = (found: Ready | Plan): found is Ready => 'rule' in found;

const factsOf = ({ opened }: WholeEntry): BadgeFacts =>
  opened.kind === 'badge' || opened.kind === 'award' ? opened.facts : { recipient: {} };

/** What the report says of a badge, whatever becomes of it. */
const toldOf = (checked: CheckedBadge | null, { id, achievement, issuedAt }: BadgeFacts) =>
  omitUndefined({
    proof: proofOf(checked),
    host: checked?.host ?? hostOf(addressOf(id)) ?? undefined,
    name: achievement?.name,
    issuedAt,
  });

/** Absent where it is wrong: the reason says so. */
function proofOf(checked: CheckedBadge | null): Entry['proof'] {
  if (checked === null) return 'none';
  return checked.verdict === 'invalid' ? undefined : checked.verdict;
}

const momentOf = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);

/** @returns what issues anew what one import asks for */
export function createReissue(
  deps: ReissueDeps,
  found: Pick<Import, 'id' | 'sha256' | 'actor' | 'words' | 'isPlatformWide'>,
  whose: CourseOf,
): Reissue {
  const course = keyOfCourse(whose);
  const { entries, claims, clock, awards } = deps;
  const findHolder = createFindHolder(deps, course, found.isPlatformWide === true);
  const findTarget = createFindTarget(deps, course);
  const seen = new Set<string>();

  /** A row without an identifier is known by its file and place: awards themselves are once a person. */
  const claimOf = ({ at }: WholeEntry, { id }: BadgeFacts) => ({
    ...course,
    key: keyOfBadge(id, `${found.sha256}:${at}`),
    importId: found.id,
    at,
  });

  async function plan(facts: BadgeFacts): Promise<Ready | Plan> {
    const target = await findTarget(facts);
    if ('code' in target) return target;
    const holder = await findHolder(facts.recipient);
    if ('code' in holder) return holder;
    return { ...target, ...holder };
  }

  /** What stands against giving: a badge that they have, or a decision of this course. */
  async function against({ rule, userId }: Ready): Promise<Plan | null> {
    const key = personKey(course.platformId, userId);
    const theirs = await awards.store.findFor(rule.achievementId, [key]);
    const others = theirs.filter(({ batch }) => batch !== found.id);
    if (others.some(({ state }) => state === 'active')) return has;
    return others.some(({ state }) => state === 'revoked' || state === 'denied') ? taken : null;
  }

  /** What stands against it in this file, on this platform, or in this course. */
  async function againstGiving(claim: ReturnType<typeof claimOf>, planned: Ready) {
    const once = `${planned.rule.id} ${planned.userId}`;
    const isSecond = seen.has(claim.key) || seen.has(once);
    seen.add(claim.key).add(once);
    if (isSecond) return repeated;
    return (await claims.isTaken(claim)) ? before : against(planned);
  }

  const refuse = async (entry: WholeEntry, { isDuplicate, code, detail }: Plan, more = {}) =>
    entries.finish(entry, {
      outcome: isDuplicate === true ? 'duplicate' : 'refused',
      code,
      detail,
      ...more,
    });

  async function checkProof({ opened }: WholeEntry): Promise<CheckedBadge | null | Plan> {
    if (opened.kind !== 'badge') return null;
    try {
      return await deps.check(opened, `course:${course.contextId}`);
    } catch (error) {
      if (error instanceof InvalidInput) return tooCostly;
      throw error;
    }
  }

  function originOf(facts: BadgeFacts): Origin {
    return omitUndefined({
      id: addressOf(facts.id),
      awardedAt: momentOf(facts.issuedAt),
      words: found.words ?? '',
    });
  }

  return {
    async judge(entry) {
      const checked = await checkProof(entry);
      if (checked !== null && 'code' in checked) return refuse(entry, checked);
      const facts = checked?.facts ?? factsOf(entry);
      const told = toldOf(checked, facts);
      const fault = faultOf(checked, facts, clock.now());
      if (fault !== null) return refuse(entry, fault, told);
      const planned = await plan(facts);
      if (!isReady(planned)) return refuse(entry, planned, told);
      const named = { ...told, name: planned.name };
      const stands = await againstGiving(claimOf(entry, facts), planned);
      if (stands !== null) return refuse(entry, stands, named);
      const kept = { kind: 'award', place: entry.place, facts } as const;
      return entries.keep(entry, { ...named, who: planned.who }, kept);
    },
    async give(entry) {
      const facts = factsOf(entry);
      const claim = claimOf(entry, facts);
      /** The place may be this entry's since a run that a crash ended. */
      const giveUp = async (why: Plan): Promise<void> => {
        await claims.release(claim);
        await refuse(entry, why);
      };
      const planned = await plan(facts);
      if (!isReady(planned)) return giveUp(planned);
      const fault = faultOf(null, facts, clock.now());
      if (fault !== null) return giveUp(fault);
      const stands = await against(planned);
      if (stands !== null) return giveUp(stands);
      if (!(await claims.claim(claim))) return refuse(entry, before);
      const { rule, userId } = planned;
      const to = omitUndefined({
        userId,
        reason: found.words ?? '',
        origin: originOf(facts),
        validUntil: momentOf(facts.expiresAt),
      });
      const { store, validity, fulfil } = awards;
      const hand = { audit: deps.audit, clock, awards: store, validity, fulfil };
      const order = { actor: found.actor, batch: found.id };
      const given = (await giveMany(hand, rule, [to], order)).get(userId);
      if (given?.outcome === 'given')
        return entries.finish(entry, { outcome: 'reissued', ref: given.awardId });
      // Somebody else gave it at this moment.
      return giveUp(has);
    },
  };
}
