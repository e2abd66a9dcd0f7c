import { Schema, type Connection } from 'mongoose';
import { duplicatesOf, repeatUpsert } from '../store/index.js';
import type { CourseKey, Member, RosterMember } from './member.js';

type MemberDocument = Omit<Member, 'course'> & CourseKey & { _id: unknown };

const schema = new Schema<MemberDocument>(
  {
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    personId: { type: String, required: true },
    userId: { type: String, required: true },
    roles: { type: [String], required: true },
    status: { type: String, required: true },
    since: { type: Date, required: true },
    leftAt: Date,
  },
  { collection: 'members', versionKey: false },
);
schema.index({ platformId: 1, deploymentId: 1, contextId: 1, userId: 1 }, { unique: true });
schema.index({ personId: 1 });

function toMember({ _id, platformId, deploymentId, contextId, ...rest }: MemberDocument): Member {
  return { course: { platformId, deploymentId, contextId }, ...rest };
}

const keyOf = ({ platformId, deploymentId, contextId }: CourseKey) => ({
  platformId,
  deploymentId,
  contextId,
});

/** @returns the store of course memberships */
export function createMemberStore(connection: Connection) {
  const model = connection.model('Member', schema);
  // The driver is used directly: mongoose would cast each of thousands of members once more.
  const collection = connection.collection<MemberDocument>('members');
  const list = async (filter: object): Promise<Member[]> =>
    (await model.find(filter).lean<MemberDocument[]>()).map(toMember);
  return {
    /** @param known the users who are there already: everybody else is inserted, which costs a fraction of an upsert */
    async save(
      course: CourseKey,
      members: readonly (RosterMember & { personId: string })[],
      now: Date,
      known: ReadonlySet<string>,
    ): Promise<void> {
      const fresh = members.filter(({ userId }) => !known.has(userId));
      const rows = fresh.map(({ userId, personId, roles }) => ({
        ...keyOf(course),
        userId,
        personId,
        roles: [...roles],
        status: 'active' as const,
        since: now,
      }));
      const refused =
        rows.length > 0
          ? await duplicatesOf(collection.insertMany(rows as never[], { ordered: false }))
          : new Set<number>();
      const there = members.filter(({ userId }) => known.has(userId));
      const rest = [...there, ...fresh.filter((_, at) => refused.has(at))];
      if (rest.length === 0) return;
      const changes = rest.map(({ userId, personId, roles }) => ({
        updateOne: {
          filter: { ...keyOf(course), userId },
          update: {
            $set: { roles: [...roles], status: 'active' as const },
            $setOnInsert: { personId, since: now },
            $unset: { leftAt: 1 as const },
          },
          upsert: true,
        },
      }));
      await repeatUpsert(() => collection.bulkWrite(changes, { ordered: false }));
    },
    async leave(course: CourseKey, userIds: readonly string[], leftAt: Date): Promise<void> {
      if (userIds.length === 0) return;
      await model.updateMany(
        { ...keyOf(course), userId: { $in: [...userIds] }, status: 'active' },
        { $set: { status: 'left', leftAt } },
      );
    },
    listCourse: (course: CourseKey) => list(keyOf(course)),
    listOf: (personId: string) => list({ personId }),
    async remove(personId: string): Promise<void> {
      await model.deleteMany({ personId });
    },
  };
}
