import type { mongo } from 'mongoose';
import { personIdOf } from '../../../src/people/index.js';
import type { World } from './found.js';
import type { Size } from './size.js';
import type { Writer } from './writer.js';

/** A pathway's address has 22 signs. */
export const PATHWAY = 'bench-pathway'.padEnd(22, 'x');
export const PART = 'group-1';
const DAY_MS = 86_400_000;
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);

/** A pathway of the first course on which all of its learners are; of one in ten the milestone's step was lost. */
export async function fillPathways(
  writer: Writer,
  db: mongo.Db,
  { course, ids }: World,
  size: Size,
): Promise<void> {
  const achievementId = ids['achievements']!;
  const milestoneId = 'bench-milestone';
  const step = { id: 'step-1', isOptional: false, after: [] };
  const group = {
    id: PART,
    name: 'Foundations',
    need: { kind: 'all' },
    after: [],
    steps: [{ ...step, what: { kind: 'own', achievementId, name: 'Data analysis' } }],
    milestone: { achievementId: milestoneId, name: 'Founded', description: '' },
  };
  const content = {
    name: 'Programme',
    description: 'What leads to the diploma.',
    language: 'en',
    groups: [group],
    need: { kind: 'all' },
    afterLoss: { policy: 'ask', graceDays: 14 },
  };
  await writer.put('pathways', {
    _id: PATHWAY,
    ...course,
    state: 'published',
    latestVersion: 1,
    draft: null,
    former: null,
    revision: 1,
    name: content.name,
    updatedAt: ago(100),
    achievementIds: [achievementId],
    issuerIds: [],
    milestoneIds: [milestoneId],
  });
  await writer.put('pathway_versions', {
    _id: `${PATHWAY}/1`,
    pathwayId: PATHWAY,
    version: 1,
    content,
    publishedAt: ago(100),
    backfill: true,
  });
  const users = await db
    .collection('members')
    .find({ ...course, roles: 'Learner' })
    .limit(size.learners)
    .toArray();
  for (const [at, user] of users.entries()) {
    const userId = String(user['userId']);
    const whose = {
      pathwayId: PATHWAY,
      personId: personIdOf(course.platformId, userId),
      platformId: course.platformId,
      userId,
      version: 1,
    };
    const isDone = at % 20 !== 0;
    await writer.put('pathway_walks', {
      _id: `${PATHWAY}/${whose.personId}`,
      ...whose,
      begunAt: ago(90),
      state: isDone ? 'done' : 'next',
      done: isDone ? ['step-1'] : [],
      reached: isDone ? [PART, 'whole'] : [],
      lookedAt: ago(0),
      // Nobody is due to be looked at while it is measured.
      lookAt: ago(-1),
    });
    if (!isDone) continue;
    const lost = at % 10 === 3 ? { lostSince: ago(at % 30) } : {};
    await writer.put('pathway_claims', {
      _id: `${milestoneId}/${whose.personId}`,
      ...whose,
      achievementId: milestoneId,
      of: PART,
      awardId: `${PATHWAY}/${userId}`,
      claimedAt: ago(80),
      ...lost,
    });
  }
}
