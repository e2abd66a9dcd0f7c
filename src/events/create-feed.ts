import type { Clock } from '../base/index.js';
import type { Connection } from '../store/index.js';
import type { Work } from '../work/index.js';
import { createEventStore, type EventsOf, type EventStore } from './event-store.js';
import type { FeedEvent } from './feed-event.js';
import { tellUntold, type Telling } from './tell-untold.js';

/** Which part of the feed is read: a platform's or one of its deployments', of some types; all where nothing is said. */
export interface FeedPart {
  readonly within: { readonly platformId: string; readonly deploymentId?: string } | null;
  readonly types?: ReadonlySet<string> | undefined;
}

/** A page of the feed. */
export interface FeedPage {
  readonly events: readonly FeedEvent[];
  /** The place up to which was looked: a later page begins there. */
  readonly place: number;
  /** False: nothing lies behind it at present. */
  readonly hasMore: boolean;
}

/** The append-only feed of what happened. */
export interface Feed {
  readonly store: EventStore;
  /** Tells everything that rows have to tell. May be run at any time, by any number of processes. */
  tell(): Promise<void>;
  /** Reads on after a place. A page may hold fewer events than asked for and yet not be the last. */
  read(part: FeedPart, after: number, limit: number): Promise<FeedPage>;
  /** The latest events of a part, the newest first; among as many as are looked at for a page. */
  latest(part: FeedPart, limit: number): Promise<readonly FeedEvent[]>;
  /** @returns the place of an event; null for one that is not kept, or is another tenant's */
  placeOf(within: FeedPart['within'], id: string): Promise<number | null>;
  /** @returns whether every event behind the place is kept */
  isKept(place: number): Promise<boolean>;
  /** Forgets what is older than 90 days. */
  forget(): Promise<void>;
  listJobs(work: Pick<Work, 'recurring'>): void;
}

export const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;
const TELL_MS = 2_000;
const FORGET_MS = 3_600_000;
/** So many events are looked at for a page, whatever part of them is asked for. */
const MOST_LOOKED_AT = 1_000;
/** So many are looked at at a time for the first one that is still kept. */
const STEP = 1_000;

/** @returns whether an event is in a part of the feed */
export function isIn({ within, types }: FeedPart, event: FeedEvent): boolean {
  if (types !== undefined && !types.has(event.type)) return false;
  if (within === null) return true;
  const { platformId, deploymentId = event.deploymentId } = within;
  return event.platformId === platformId && event.deploymentId === deploymentId;
}

/** @returns the feed over what rooms of the composition have to tell */
export function createFeed(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly tellings: readonly Telling[];
}): Feed {
  const { connection, clock, tellings } = deps;
  const events = createEventStore(connection);

  const tell = async (): Promise<void> => {
    while (await tellUntold({ connection, clock, events }, tellings));
  };

  const forget = async (): Promise<void> => {
    const until = new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS);
    for (;;) {
      const first = await events.first();
      if (first === null || first.at >= until) return;
      const some = await events.list(null, first.place - 1, STEP);
      const kept = some.find(({ at }) => at >= until);
      // The last one stays: the next one's place is reckoned from it.
      const last = some.at(-1)?.place ?? first.place;
      await events.forgetBefore(kept?.place ?? last);
      if (kept !== undefined || some.length < STEP) return;
    }
  };

  return {
    store: events,
    tell,
    forget,
    async read(part, after, limit) {
      const of: EventsOf = part.within && { platformId: part.within.platformId };
      const found = await events.list(of, after, MOST_LOOKED_AT);
      const wanted = found.filter((event) => isIn(part, event));
      const page = wanted.slice(0, limit);
      const isCut = wanted.length > page.length;
      const place = (isCut ? page.at(-1) : found.at(-1))?.place ?? after;
      return { events: page, place, hasMore: isCut || found.length === MOST_LOOKED_AT };
    },
    async latest(part, limit) {
      const of = part.within && { platformId: part.within.platformId };
      const found = await events.listLatest(of, MOST_LOOKED_AT);
      return found.filter((event) => isIn(part, event)).slice(0, limit);
    },
    async placeOf(within, id) {
      const found = await events.find(id);
      return found !== null && isIn({ within }, found) ? found.place : null;
    },
    async isKept(place) {
      const first = await events.first();
      return first === null || place + 1 >= first.place;
    },
    listJobs(work) {
      work.recurring('events.tell', TELL_MS, tell);
      work.recurring('events.forget', FORGET_MS, forget);
    },
  };
}
