import { randomId, type Clock, type Logger } from '../base/index.js';
import { courseKeyText, type CourseKey } from '../grades/index.js';
import type { Claim, ClaimStore, DueCheck, QuietNote } from './claim-store.js';
import type { CourseCheck } from './course-check.js';

/** A course that this process looks at. */
export interface Claimed {
  readonly id: string;
  readonly course: CourseKey;
  readonly check: CourseCheck;
  /** When it was claimed: what is asked for from then on is not forgotten. */
  readonly at: Date;
  /** Names this claim in the course's row. */
  readonly by: string;
  /** Whether an earlier process did not come to the end of its look. */
  readonly wasCut: boolean;
  /** Whether this look is counted already among those that began. */
  readonly isCounted: boolean;
  /** Aborted where the claim was lost, or is held for longer than any look may take. */
  readonly signal: AbortSignal;
}

/** The courses that this process has claimed. */
export interface Claims {
  /** Claims courses whose time has come; one that somebody else was first to claim is left out. */
  take(due: readonly DueCheck[]): Promise<Claimed[]>;
  /** Claims a course, due or not; null where somebody is at it. */
  hold(course: CourseKey): Promise<Claimed | null>;
  /** Claims a course that is on the list, whether it is due or not; null where somebody is at it. */
  takeFirst(course: CourseKey): Promise<Claimed | null>;
  isHeld(id: string): boolean;
  /** Ends a claim that {@link CheckStore.save} has ended in the store, or that is to run out by itself. */
  forget(claimed: Claimed): void;
  /** Ends claims of courses that nobody has looked at. */
  release(claimed: readonly Claimed[]): Promise<void>;
  /** Ends all claims of this process: looks that go on note nothing any more. */
  releaseAll(): Promise<void>;
  /** Notes with others, within a moment, that a course is as it was, and ends its claim. */
  noteQuiet(claimed: Claimed, note: Pick<QuietNote, 'checkedAt' | 'nextAt' | 'seen'>): void;
  /** Writes what {@link noteQuiet} has gathered. */
  flush(): Promise<void>;
}

/** Renewed while a look goes on, so it is as short as a dead worker may hold a course up. */
const CLAIM_MS = 15_000;
/** A look that has not ended by then never will: its course is anybody's. */
const LONGEST_MS = 600_000;
const NOTES_AT_ONCE = 50;
const NOTES_WAIT_MS = 200;

interface Held {
  readonly claimed: Claimed;
  readonly lost: AbortController;
  until: Date;
}

export function createClaims(deps: {
  readonly store: ClaimStore;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
  /** How often claims are prolonged, in milliseconds. Default: three times in the time of one. */
  readonly beatMs?: number;
}): Claims {
  const { store, clock, log, beatMs = CLAIM_MS / 3 } = deps;
  const held = new Map<string, Held>();
  let notes: { readonly claimed: Claimed; readonly note: QuietNote }[] = [];
  let beat: NodeJS.Timeout | undefined;
  let noting: NodeJS.Timeout | undefined;

  const untilFrom = (now: Date) => new Date(now.getTime() + CLAIM_MS);
  // Each claiming has a name of its own: what this process claimed at another moment is not taken for it.
  const claimFrom = (now: Date) => ({ by: randomId(), now, until: untilFrom(now) });

  function drop(claimed: Claimed): void {
    if (held.get(claimed.id)?.claimed === claimed) held.delete(claimed.id);
    if (held.size > 0) return;
    clearInterval(beat);
    beat = undefined;
  }

  function lose({ claimed, lost }: Held): void {
    drop(claimed);
    lost.abort(new Error('the claim on a course was lost'));
  }

  async function prolong(): Promise<void> {
    const now = clock.now();
    const until = untilFrom(now);
    for (const each of [...held.values()])
      if (now.getTime() - each.claimed.at.getTime() > LONGEST_MS) lose(each);
    const all = [...held.values()];
    if (all.length === 0) return;
    try {
      const kept = await store.prolong(
        all.map(({ claimed }) => claimed),
        until,
      );
      for (const each of all) {
        if (kept.has(each.claimed.id)) each.until = until;
        // One that ended meanwhile is not lost.
        else if (held.get(each.claimed.id) === each) lose(each);
      }
    } catch (err) {
      log.warn({ err }, 'claims on courses could not be prolonged');
      // The store was away for so long that others may have them by now.
      for (const each of all) if (each.until <= clock.now()) lose(each);
    }
  }

  function keep(
    { id, check }: { readonly id: string; readonly check: CourseCheck },
    { by, now: at }: Claim,
    { wasCut = false, isCounted = false },
  ): Claimed {
    const lost = new AbortController();
    const { tenant: course } = check;
    const claimed = { id, course, check, at, by, wasCut, isCounted, signal: lost.signal };
    held.set(id, { claimed, lost, until: untilFrom(at) });
    beat ??= setInterval(() => void prolong(), beatMs);
    return claimed;
  }

  async function flush(): Promise<void> {
    clearTimeout(noting);
    noting = undefined;
    const some = notes;
    notes = [];
    if (some.length === 0) return;
    try {
      await store.noteQuiet(some.map(({ note }) => note));
    } catch (err) {
      // The claims run out, and the courses are looked at again.
      log.warn({ err, courses: some.length }, 'looks at courses could not be noted');
    } finally {
      for (const { claimed } of some) drop(claimed);
    }
  }

  return {
    async take(due) {
      const free = due.filter(({ id }) => !held.has(id));
      const claim = claimFrom(clock.now());
      const cut = new Set(free.filter(({ wasCut }) => wasCut).map(({ id }) => id));
      const ids = free.map(({ id }) => id);
      const taken = await store.take(ids, claim, true);
      return taken.map((each) => keep(each, claim, { wasCut: cut.has(each.id) }));
    },
    async hold(course) {
      const id = courseKeyText(course);
      if (held.has(id)) return null;
      const claim = claimFrom(clock.now());
      const check = await store.hold(course, claim);
      return check && keep({ id, check }, claim, { isCounted: true });
    },
    async takeFirst(course) {
      const id = courseKeyText(course);
      if (held.has(id)) return null;
      const claim = claimFrom(clock.now());
      const [taken] = await store.take([id], claim, false);
      return taken ? keep(taken, claim, {}) : null;
    },
    isHeld: (id) => held.has(id),
    forget: drop,
    async release(claimed) {
      for (const each of claimed) drop(each);
      await store.release(claimed);
    },
    async releaseAll() {
      const all = [...held.values()];
      for (const each of all) lose(each);
      await store.release(all.map(({ claimed }) => claimed));
    },
    noteQuiet(claimed, how) {
      const { id, by, at: begunAt } = claimed;
      notes.push({ claimed, note: { ...how, id, by, begunAt } });
      if (notes.length >= NOTES_AT_ONCE) void flush();
      else noting ??= setTimeout(() => void flush(), NOTES_WAIT_MS);
    },
    flush,
  };
}
