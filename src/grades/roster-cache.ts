import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Member } from './lti-ports.js';
import type { Roster, RosterMember } from './roster-member.js';

/** A roster that was read, and who was asked for in vain. */
export interface KeptRoster {
  readonly roster: Roster;
  /** The people who were asked for and are not on the roster. */
  readonly absent: ReadonlySet<string>;
}

/** The most bytes of rosters, of all courses together: more than the largest roster that is read. */
const MOST_BYTES = 48 * 1_048_576;
/** What an entry of a map and an object with some fields take beside their texts. */
const MEMBER_BYTES = 160;
const TEXT_BYTES = 24;

const textBytes = (text: string | undefined): number =>
  text === undefined ? 0 : TEXT_BYTES + text.length;

const bytesOf = ({ userId, name, email, sisId }: RosterMember): number =>
  MEMBER_BYTES + textBytes(userId) + textBytes(name) + textBytes(email) + textBytes(sisId);

/** @returns about how many bytes a roster takes in memory */
export function sizeOfRoster({ roster, absent }: KeptRoster): number {
  let bytes = MEMBER_BYTES;
  for (const member of roster.members.values()) bytes += bytesOf(member);
  for (const userId of absent) bytes += textBytes(userId) + TEXT_BYTES;
  return bytes;
}

/** @returns a cache of rosters by course that is bounded by what they take, not by how many there are */
export const createRosterCache = (maxBytes = MOST_BYTES): LRUCache<string, KeptRoster> =>
  new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOfRoster });

/** Courses of which it is remembered what their roster said: some dozen bytes each. */
const REMEMBERED = 50_000;
/** Another process may have taken another roster since then: a roster is taken again after so long. */
const REMEMBERED_MS = 3_600_000;

/** Remembers what rosters said, by digest, so that one that says the same need not be taken over again. */
export function createRosterDigests() {
  const known = new LRUCache<string, { readonly digest: string; readonly at: number }>({
    max: REMEMBERED,
  });
  return {
    /** Whether a course's roster says what it said when it was last taken here. @returns how to note that it was taken */
    compare(key: string, members: readonly Member[], now: Date) {
      const digest = createHash('sha256').update(JSON.stringify(members)).digest('base64url');
      const at = now.getTime();
      const before = known.get(key);
      const isSame = before?.digest === digest && at >= before.at && at - before.at < REMEMBERED_MS;
      return { isSame, note: () => void known.set(key, { digest, at }) };
    },
  };
}
