import type { Need } from '../entries/needs-you.js';
import type { Digest, ToldNeeds } from './digest-store.js';

/** Between two mails about new decisions there is at least an hour: what comes meanwhile is told together. */
const QUIET_MS = 3_600_000;
/** What happens in a row, as the grades of a whole course, is told together. */
const GATHER_MS = 5 * 60_000;

/** @returns when instructors who want to hear of it soon are told of what happened now */
export const soonAfter = (now: Date): Date => new Date(now.getTime() + GATHER_MS);

/** @returns how many decisions of each kind wait, by kind and badge */
export const countsOfNeeds = (needs: readonly Need[]): ToldNeeds =>
  Object.fromEntries(needs.map(({ kind, ruleId = '', count }) => [`${kind} ${ruleId}`, count]));

/** @returns whether more waits than was told: another kind, another badge, or more people */
export const isMoreThan = (now: ToldNeeds, told: ToldNeeds = {}): boolean =>
  Object.entries(now).some(([what, count]) => count > (told[what] ?? 0));

/** @returns until when nothing is told after the last mail; null: it may be told now */
export function quietUntil({ toldAt }: Digest, now: Date): Date | null {
  const until = new Date((toldAt?.getTime() ?? 0) + QUIET_MS);
  return until > now ? until : null;
}
