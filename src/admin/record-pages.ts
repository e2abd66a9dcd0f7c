import type { Award, EndPlace, RecordScope } from '../awards/index.js';
import {
  endingBadges,
  heldBadges,
  personsOf,
  type RecordBadge,
  type RecordDeps,
  type RecordPerson,
} from './record-rows.js';

/** How many awards are read at once, and how many persons a page shows at most. */
const READ = 200;
const PERSONS = 50;
/** A page that finds few goes on with a link after this many reads. */
const MOST_READS = 10;

/** One person with what they held. */
export interface HeldLine {
  /** The person's key in awards. */
  readonly key: string;
  readonly person: RecordPerson;
  readonly badges: readonly RecordBadge[];
  /** One of their awards: it names the person in an address, without saying who that is. */
  readonly awardId: string;
}

/** A page of persons; `next`: the award after whose person the next page begins. */
export interface HeldPage {
  readonly lines: readonly HeldLine[];
  readonly next?: string | undefined;
  /** That person's key, to read on at once. */
  readonly nextKey?: string | undefined;
}

async function linesOf(deps: RecordDeps, awards: readonly Award[], at: Date): Promise<HeldLine[]> {
  const held = await heldBadges(deps, awards, at);
  const persons = await personsOf(
    deps,
    awards.filter(({ personKey }) => held.has(personKey)),
  );
  const ids = new Map(awards.map(({ personKey, id }) => [personKey, id]));
  return [...held].flatMap(([key, badges]) => {
    const [person, awardId] = [persons.get(key), ids.get(key)];
    return person && awardId !== undefined ? [{ key, person, badges, awardId }] : [];
  });
}

const isWithin =
  ({ platformId, deploymentId, achievementId }: RecordScope) =>
  ({ tenant, achievementId: own }: Award): boolean =>
    (platformId === undefined || tenant.platformId === platformId) &&
    (deploymentId === undefined || tenant.deploymentId === deploymentId) &&
    (achievementId === undefined || own === achievementId);

/** @returns all awards of one person that lie within a scope */
export async function awardsOf(
  { awards }: RecordDeps,
  scope: RecordScope,
  key: string,
): Promise<Award[]> {
  return (await awards.store.listByPerson(key)).filter(isWithin(scope));
}

/** Whole persons' awards from after a person, and the last award of them; the last is undefined where there are no more. */
async function readPersons(deps: RecordDeps, scope: RecordScope, after: string) {
  const read = await deps.awards.store.listByPersons(scope, after, READ);
  const last = read.at(-1);
  if (last === undefined || read.length < READ) return { awards: read };
  const whole = read.filter(({ personKey }) => personKey !== last.personKey);
  // One person with more than is read at once.
  const awards = whole.length > 0 ? whole : await awardsOf(deps, scope, last.personKey);
  return { awards, last: awards.at(-1) };
}

/** @returns one person's line, at most */
export async function heldByOne(
  deps: RecordDeps,
  scope: RecordScope,
  key: string,
  at: Date,
): Promise<HeldPage> {
  return { lines: await linesOf(deps, await awardsOf(deps, scope, key), at) };
}

/**
 * Who held what at a moment, page by page.
 * @param after the key of the person before; empty: from the first
 */
export async function heldPage(
  deps: RecordDeps,
  scope: RecordScope,
  at: Date,
  after: string,
): Promise<HeldPage> {
  const lines: HeldLine[] = [];
  let from = after;
  for (let reads = 0; ; reads += 1) {
    const { awards, last } = await readPersons(deps, scope, from);
    lines.push(...(await linesOf(deps, awards, at)));
    const cut = lines.length > PERSONS ? lines[PERSONS - 1] : undefined;
    if (cut) return { lines: lines.slice(0, PERSONS), next: cut.awardId, nextKey: cut.key };
    if (last === undefined) return { lines };
    from = last.personKey;
    if (lines.length === PERSONS || reads === MOST_READS)
      return { lines, next: last.id, nextKey: from };
  }
}

/** A badge that ends, and whose it is. */
export interface EndingLine {
  readonly person: RecordPerson;
  readonly badge: RecordBadge;
}

/** A page of badges that end; `next`: after which award the next page begins. */
export interface EndingPage {
  readonly lines: readonly EndingLine[];
  readonly next?: EndPlace | undefined;
}

async function notRenewed({ awards }: RecordDeps, read: readonly Award[]): Promise<Award[]> {
  if (read.length === 0) return [];
  const renewing = await awards.store.listRenewing(read.map(({ id }) => id));
  const renewed = new Set(renewing.map(({ renews }) => renews));
  return read.filter(({ id }) => !renewed.has(id));
}

async function endingLines(deps: RecordDeps, ending: readonly Award[]): Promise<EndingLine[]> {
  if (ending.length === 0) return [];
  const [persons, badges] = await Promise.all([
    personsOf(deps, ending),
    endingBadges(deps, ending),
  ]);
  return ending.flatMap(({ id, personKey }) => {
    const [person, badge] = [persons.get(personKey), badges.get(id)];
    return person && badge ? [{ person, badge }] : [];
  });
}

const placeOf = (award: Award | undefined): EndPlace | undefined =>
  award?.validUntil && { at: award.validUntil, id: award.id };

/** Which badges of one person end after a moment and up to another; not those that were renewed. */
export async function endingOfOne(
  deps: RecordDeps,
  scope: RecordScope,
  key: string,
  { from, until }: { from: Date; until: Date },
): Promise<EndingPage> {
  const ends = (await awardsOf(deps, scope, key)).flatMap((award) => {
    const end = award.validUntil;
    const isEnding = award.state === 'active' && end !== undefined && end > from && end <= until;
    return isEnding ? [{ award, end }] : [];
  });
  ends.sort((a, b) => a.end.getTime() - b.end.getTime());
  const ending = await notRenewed(
    deps,
    ends.map(({ award }) => award),
  );
  return { lines: await endingLines(deps, ending) };
}

/** Which badges end after a moment and up to another, the next to end first; not those that were renewed. */
export async function endingPage(
  deps: RecordDeps,
  scope: RecordScope,
  range: { from: Date; until: Date; after?: EndPlace | undefined },
): Promise<EndingPage> {
  const ending: Award[] = [];
  let { after } = range;
  for (let reads = 0; ; reads += 1) {
    const read = await deps.awards.store.listEnding(scope.platformId, { ...range, after }, READ);
    // Deployment and badge are told apart here: no index has the order of ends for each of them.
    ending.push(...(await notRenewed(deps, read.filter(isWithin(scope)))));
    const shown = ending.slice(0, PERSONS);
    if (ending.length > PERSONS)
      return { lines: await endingLines(deps, shown), next: placeOf(shown.at(-1)) };
    after = placeOf(read.at(-1));
    if (read.length < READ) return { lines: await endingLines(deps, shown) };
    if (ending.length === PERSONS || reads === MOST_READS)
      return { lines: await endingLines(deps, shown), next: after };
  }
}
