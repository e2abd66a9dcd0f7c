import { personIdOf, type People, type Person } from '../people/index.js';

/** Two that have one user id, and do not look like one person. */
export interface Mismatch {
  readonly userId: string;
  readonly before: string;
  readonly now: string;
}

const plain = (text: string | undefined): string | undefined =>
  text?.normalize('NFKC').trim().toLowerCase().replace(/\s+/gu, ' ');

/**
 * Whether the two could be one person, as far as a platform tells: the same address or the same name. Of whom it tells
 * nothing, it cannot be said; people marry and move, so that one of the two is enough.
 */
export function isSamePerson(before: Person, now: Person): boolean {
  const seen = (['email', 'name'] as const).flatMap((field) => {
    const [a, b] = [plain(before[field]), plain(now[field])];
    return a === undefined || b === undefined ? [] : [a === b];
  });
  return seen.length === 0 || seen.includes(true);
}

export function mismatchOf(before: Person, now: Person): Mismatch | null {
  if (isSamePerson(before, now)) return null;
  const { userId } = now;
  const label = ({ name, email }: Person) => name ?? email ?? userId;
  return { userId, before: label(before), now: label(now) };
}

/** Who is known by both of two registrations, and of whom of them it is doubtful that they are one person. */
export interface PeopleInBoth {
  readonly both: number;
  readonly mismatched: number;
  /** The first few. */
  readonly mismatches: readonly Mismatch[];
}

const MOST_SHOWN = 10;
const AT_ONCE = 500;

export async function comparePeople(
  people: Pick<People, 'listOfPlatform' | 'findMany'>,
  { freshId, oldId }: { readonly freshId: string; readonly oldId: string },
): Promise<PeopleInBoth> {
  const mismatches: Mismatch[] = [];
  let both = 0;
  let after = '';
  while (freshId !== oldId) {
    const now = await people.listOfPlatform(freshId, after, AT_ONCE);
    if (now.length === 0) break;
    const known = await people.findMany(now.map(({ userId }) => personIdOf(oldId, userId)));
    const before = new Map(known.map((person) => [person.userId, person]));
    for (const person of now) {
      const earlier = before.get(person.userId);
      if (earlier === undefined) continue;
      both += 1;
      const mismatch = mismatchOf(earlier, person);
      if (mismatch) mismatches.push(mismatch);
    }
    after = now.at(-1)?.userId ?? '';
  }
  return { both, mismatched: mismatches.length, mismatches: mismatches.slice(0, MOST_SHOWN) };
}
