import { nullIfAnswer } from '../base/index.js';
import { courseKeyText, type Roster, type RosterMember } from '../grades/index.js';
import { personIdOf } from '../people/index.js';
import type { Rule } from '../rules/index.js';
import type { AwardJob, JobRow, Problem } from './award-job.js';
import type { BulkDeps } from './bulk-deps.js';

/** Who a row names: a user of the platform, an address that nobody of it has, or why neither. */
export type Named =
  | { readonly userId: string }
  | { readonly invite: string }
  | { readonly problem: Problem };

const fold = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** Indexes members by what a row may name them by; null stands for what two of them have. */
function indexOf(roster: Roster | null): ReadonlyMap<string, RosterMember | null> {
  const index = new Map<string, RosterMember | null>();
  const add = (key: string, member: RosterMember): void => {
    const other = index.get(key);
    index.set(key, other === undefined || other?.userId === member.userId ? member : null);
  };
  for (const member of roster?.members.values() ?? []) {
    add(`userId ${member.userId}`, member);
    if (member.sisId !== undefined) add(`sisId ${member.sisId}`, member);
    if (member.email !== undefined) add(`email ${fold(member.email)}`, member);
    if (member.name !== undefined) add(`name ${fold(member.name)}`, member);
  }
  return index;
}

const keyOf = ({ userId, sisId, email, name }: JobRow): string => {
  if (userId !== undefined) return `userId ${userId}`;
  if (sisId !== undefined) return `sisId ${sisId}`;
  return email === undefined ? `name ${fold(name ?? '')}` : `email ${fold(email)}`;
};

/**
 * @returns what finds out whom rows of a rule are about. A teacher's rows name learners of the course; a program's name people of the
 *   platform by user id, or by what the course's roster or the platform has told of them
 */
export function createFindPeople(
  { grades, people }: Pick<BulkDeps, 'grades' | 'people'>,
  job: Pick<AwardJob, 'isTeachers' | 'deploymentId' | 'invites'>,
) {
  const indexes = new Map<string, Promise<ReturnType<typeof indexOf>>>();
  const indexFor = ({ tenant }: Rule) => {
    const key = courseKeyText(tenant);
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const made = grades.roster(tenant).catch(nullIfAnswer).then(indexOf);
    indexes.set(key, made);
    return made;
  };
  const needsRoster = (row: JobRow): boolean => job.isTeachers || row.userId === undefined;

  /** Whom the platform has told of, by user id and, for who may know all of it, by address. */
  async function findKnown({ tenant: { platformId } }: Rule, rows: readonly JobRow[]) {
    const ids = rows.flatMap(({ userId }) =>
      userId === undefined ? [] : personIdOf(platformId, userId),
    );
    const emails =
      job.deploymentId === null && !job.isTeachers
        ? rows.flatMap(({ userId, email }) => (userId === undefined && email ? [email] : []))
        : [];
    const [byId, byEmail] = await Promise.all([
      ids.length === 0 ? [] : people.findMany(ids),
      emails.length === 0 ? [] : people.findByEmails(platformId, emails),
    ]);
    const usersOf = new Map<string, Set<string>>();
    for (const { email, userId } of byEmail) {
      const users = usersOf.get(fold(email ?? '')) ?? new Set<string>();
      usersOf.set(fold(email ?? ''), users.add(userId));
    }
    return { userIds: new Set(byId.map(({ userId }) => userId)), usersOf };
  }

  const ofRoster = (member: RosterMember): Named =>
    member.isLearner ? { userId: member.userId } : { problem: 'no_learner' };

  return async (rule: Rule, rows: readonly JobRow[]): Promise<Named[]> => {
    const index = rows.some(needsRoster) ? await indexFor(rule) : new Map<string, never>();
    const known = await findKnown(rule, rows);
    return rows.map((row): Named => {
      const member = index.get(keyOf(row));
      if (member === null) return { problem: 'ambiguous_person' };
      if (member !== undefined) return ofRoster(member);
      if (!job.isTeachers && row.userId !== undefined && known.userIds.has(row.userId))
        return { userId: row.userId };
      const isByAddress = row.userId === undefined && row.sisId === undefined;
      if (row.email === undefined || !isByAddress) return { problem: 'unknown_person' };
      const users = [...(known.usersOf.get(fold(row.email)) ?? [])];
      if (users.length > 1) return { problem: 'ambiguous_person' };
      const [userId] = users;
      if (userId !== undefined) return { userId };
      return job.invites ? { invite: row.email } : { problem: 'unknown_person' };
    });
  };
}
