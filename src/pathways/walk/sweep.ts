import { isAnswer, type Logger } from '../../base/index.js';
import type { Feed } from '../../events/index.js';
import { personIdOf } from '../../people/index.js';
import type { Due, DuePerson } from '../keep/due-store.js';
import { lookAt } from './look.js';
import type { WalkDeps } from './walk-deps.js';

/** What may change how far somebody is. */
const TYPES: ReadonlySet<string> = new Set([
  'award.given',
  'award.renewed',
  'award.reinstated',
  'award.revoked',
]);
const EVENTS_AT_ONCE = 500;
const PEOPLE_AT_ONCE = 100;
/** One sweep ends after so many people; the next one goes on. */
const MOST_A_SWEEP = 1_000;
const AGAIN_AFTER_MS = 10 * 60_000;
/** What is younger is being done by whoever began it. */
const UNFINISHED_MS = 60_000;

export interface SweepDeps extends WalkDeps {
  readonly log: Pick<Logger, 'warn'>;
  readonly feed: Pick<Feed, 'read' | 'isKept' | 'store'>;
  /** Looks at everybody who holds something that any pathway asks for: the feed has forgotten what came before. */
  lookAtAll(): Promise<void>;
}

/**
 * Reads what the feed tells of awards, and notes whom it is about before the place is moved on: after a crash the same is read
 * again.
 */
export async function readFeed(deps: SweepDeps): Promise<void> {
  const { feed, dues } = deps;
  let place = await dues.place();
  if (place === null || !(await feed.isKept(place))) {
    const wasRead = place !== null;
    place = await feed.store.lastPlace();
    if (wasRead) await deps.lookAtAll();
    await dues.setPlace(place);
  }
  for (;;) {
    const page = await feed.read({ within: null, types: TYPES }, place, EVENTS_AT_ONCE);
    const achievements = [...new Set(page.events.map(({ data }) => String(data['achievementId'])))];
    const named = achievements.length > 0 ? await deps.pathways.namedOf(achievements) : new Set();
    const wanted = page.events.filter(({ data }) => named.has(String(data['achievementId'])));
    const awards = await deps.awards.findByIds(wanted.map(({ data }) => String(data['awardId'])));
    const persons = awards.map(({ tenant: { platformId }, userId }): [string, DuePerson] => {
      const personId = personIdOf(platformId, userId);
      return [personId, { personId, platformId, userId }];
    });
    await dues.add([...new Map(persons).values()], deps.clock.now());
    if (page.place > place) await dues.setPlace(page.place);
    place = page.place;
    if (!page.hasMore) return;
  }
}

async function lookAtDue(deps: SweepDeps, due: Due): Promise<void> {
  try {
    await lookAt(deps, due);
    await deps.dues.done(due);
  } catch (error) {
    if (!isAnswer(error)) throw error;
    // What cannot be issued now, as without an issuer, holds up nobody else.
    deps.log.warn(
      { err: error },
      'a pathway could not be looked at for a person; it is tried again',
    );
    await deps.dues.postpone(due, new Date(deps.clock.now().getTime() + AGAIN_AFTER_MS));
  }
}

/** Adds those of whom nothing was told, and yet something may be due: what a crash left, a grace that is over, a day gone by. */
async function addQuiet(deps: SweepDeps): Promise<void> {
  const now = deps.clock.now();
  const unfinished = new Date(now.getTime() - UNFINISHED_MS);
  const claims = await deps.claims.listDue(now, unfinished, PEOPLE_AT_ONCE);
  const walks = await deps.walks.listDue(now, PEOPLE_AT_ONCE);
  await deps.dues.add([...claims, ...walks], now);
  if (claims.length > 0)
    await deps.claims.postpone(claims, new Date(now.getTime() + AGAIN_AFTER_MS));
  await deps.walks.postpone(walks, now);
}

/** Looks at everybody of whom something was told since the last time. To be run often, by any number of workers. */
export async function sweep(deps: SweepDeps): Promise<void> {
  await readFeed(deps);
  await addQuiet(deps);
  for (let looked = 0; looked < MOST_A_SWEEP;) {
    const due = await deps.dues.list(deps.clock.now(), PEOPLE_AT_ONCE);
    for (const one of due) await lookAtDue(deps, one);
    looked += due.length;
    if (due.length < PEOPLE_AT_ONCE) return;
  }
}
