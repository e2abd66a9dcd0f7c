import { z } from 'zod';
import type { Rule, RuleInput } from '../../rules/index.js';
import { courseId } from '../course-id.js';
import { at, id, moment } from './common.js';

const mark = z.object({
  kind: z.enum(['percent', 'points', 'letter', 'complete']),
  value: z.string().optional().meta({ description: 'A decimal number, or a letter grade.' }),
});

const input = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('assessment'),
    source: z.string(),
    assessmentId: z.string(),
    title: z.string(),
    maximum: z.string().nullable(),
    mark,
  }),
  z.object({ kind: z.literal('badge'), achievementId: id, name: z.string() }),
]);

export const ruleSchema = z
  .object({
    id,
    courseId: id,
    achievementId: id,
    achievementVersion: z.number().int(),
    state: z.enum(['draft', 'waiting', 'active', 'paused', 'ended']),
    revision: z.number().int(),
    inputs: z.array(input),
    needed: z.number().int().meta({ description: 'How many of the inputs have to be met.' }),
    notBefore: moment.optional(),
    release: z.enum(['immediately', 'released', 'date', 'confirm']),
    afterFall: z.enum(['keep', 'ask', 'revoke']).meta({
      description: 'What happens when a grade falls below the mark.',
    }),
    activatedAt: moment.optional(),
    pausedFor: z.string().optional().meta({ description: 'Why it was paused by itself.' }),
  })
  .meta({ id: 'Rule', description: 'What has to be passed for a badge.' });

function toMark(of: Extract<RuleInput, { kind: 'assessment' }>['mark']): z.input<typeof mark> {
  if (of.kind === 'letter') return { kind: of.kind, value: of.letter };
  return of.kind === 'complete' ? { kind: of.kind } : { kind: of.kind, value: of.value };
}

function toInput(of: RuleInput): z.input<typeof input> {
  if (of.kind === 'badge') return { kind: 'badge', achievementId: of.achievementId, name: of.name };
  const { source, assessmentId, title, maximum } = of;
  return { kind: 'assessment', source, assessmentId, title, maximum, mark: toMark(of.mark) };
}

/** @param needed how many of the rule's inputs must be met */
export function toRule(rule: Rule, needed: number): z.input<typeof ruleSchema> {
  return {
    id: rule.id,
    courseId: courseId(rule.tenant),
    achievementId: rule.achievementId,
    achievementVersion: rule.achievementVersion,
    state: rule.state,
    revision: rule.revision,
    inputs: rule.inputs.map(toInput),
    needed,
    notBefore: at(rule.notBefore),
    release: rule.release.policy,
    afterFall: rule.afterFall.policy,
    activatedAt: at(rule.activatedAt),
    pausedFor: rule.pausedFor?.code,
  };
}
