import { z } from 'zod';
import type { Award } from '../../awards/index.js';
import { personIdOf } from '../../people/index.js';
import { courseId } from '../course-id.js';
import { at, id, moment, reason } from './common.js';

export const awardSchema = z
  .object({
    id,
    courseId: id,
    ruleId: id,
    achievementId: id,
    achievementVersion: z.number().int(),
    personId: id,
    userId: z.string().meta({ description: '`sub` of the LTI launches.' }),
    state: z.enum(['active', 'revoked', 'undone', 'denied']),
    givenBy: z.enum(['rule', 'hand']),
    actor: z.string().optional(),
    reason: z.string().optional(),
    awardedAt: moment,
    validUntil: moment.optional(),
    renews: id.optional(),
    undoUntil: moment.optional().meta({ description: 'Until then a revocation can be undone.' }),
    isIssued: z
      .boolean()
      .meta({ description: 'False while the badge is being signed or revoked.' }),
  })
  .meta({ id: 'Award', description: 'That a person was given a badge, or denied it.' });

export const newAward = z
  .object({
    ruleId: id,
    userId: z.string().min(1).max(255).meta({ description: '`sub` of the LTI launches.' }),
    reason,
  })
  .meta({
    id: 'NewAward',
    examples: [{ ruleId: 'Zb1uJ0a9TqWw', userId: '42', reason: 'Passed the oral examination.' }],
  });

export const decisionBody = z.object({ reason }).meta({
  id: 'Decision',
  examples: [{ reason: 'The result was withdrawn after an inquiry.' }],
});

export function toAward(award: Award): z.input<typeof awardSchema> {
  const { tenant, userId } = award;
  return {
    id: award.id,
    courseId: courseId(tenant),
    ruleId: award.ruleId,
    achievementId: award.achievementId,
    achievementVersion: award.achievementVersion,
    personId: personIdOf(tenant.platformId, userId),
    userId,
    state: award.state,
    givenBy: award.by,
    actor: award.actor,
    reason: award.reason,
    awardedAt: award.awardedAt.toISOString(),
    validUntil: at(award.validUntil),
    renews: award.renews,
    undoUntil: at(award.retraction?.until),
    isIssued: award.todo === undefined,
  };
}
