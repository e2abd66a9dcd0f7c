import { z } from 'zod';
import { omitUndefined, randomId } from '../../base/index.js';
import * as edit from '../model/edit.js';
import {
  LEVELS,
  MOST_AFTER,
  MOST_GRACE_DAYS,
  MOST_GROUPS,
  MOST_STEPS,
  stepsOf,
  type After,
  type Need,
  type PathwayContent,
} from '../model/pathway.js';

const id = z.string().max(64).default('');
const line = (most: number) => z.string().trim().max(most).default('');
const ids = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((one) => [one].flat())
  .pipe(z.array(z.string().max(64)).max(MOST_STEPS));
const whole = (least: number, most: number, or: number) =>
  z.coerce.number().int().min(least).max(most).catch(or);

/** Everything that a change of a drawing may say; each change takes what it needs. */
export const changeForm = z.object({
  do: z.string().max(30).default(''),
  revision: whole(0, 1e9, 0),
  id,
  group: id,
  index: whole(0, MOST_STEPS, MOST_STEPS),
  name: line(120),
  description: line(2_000),
  criteria: line(10_000),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9-]{2,20})?$/)
    .catch('en'),
  level: z.enum(LEVELS).optional().catch(undefined),
  need: z.enum(['all', 'any', 'atLeast']).catch('all'),
  count: whole(1, MOST_STEPS, 1),
  policy: z.enum(['keep', 'ask', 'revoke']).catch('keep'),
  graceDays: whole(0, MOST_GRACE_DAYS, 7),
  optional: z.enum(['yes', 'no']).catch('no'),
  hard: ids,
  advice: ids,
  issuerId: line(2_000),
  issuerName: line(200),
  achievementId: line(2_000),
  backfill: z.enum(['yes', 'no']).catch('no'),
});
export type Change = z.output<typeof changeForm>;

const needOf = ({ need, count }: Change): Need =>
  need === 'atLeast' ? { kind: need, count } : { kind: need };

const afterOf = ({ hard, advice }: Change): After[] =>
  [
    ...hard.map((one) => ({ id: one, kind: 'hard' as const })),
    ...advice
      .filter((one) => !hard.includes(one))
      .map((one) => ({ id: one, kind: 'advice' as const })),
  ].slice(0, MOST_AFTER);

type Apply = (content: PathwayContent, change: Change) => PathwayContent;

const addStep = (
  content: PathwayContent,
  groupId: string,
  what: PathwayContent['groups'][number]['steps'][number]['what'],
) =>
  stepsOf(content).length >= MOST_STEPS
    ? content
    : edit.addStep(content, groupId, { id: randomId(), what, isOptional: false, after: [] });

/** Every change of a drawing, by its name in forms. */
const CHANGES: Readonly<Record<string, Apply>> = {
  about: (content, change) => ({
    ...content,
    name: change.name,
    description: change.description,
    language: change.language,
    need: needOf(change),
    afterLoss: { policy: change.policy, graceDays: change.graceDays },
  }),
  'add-group': (content, { name }) =>
    content.groups.length >= MOST_GROUPS ? content : edit.addGroup(content, randomId(), name),
  group: (content, change) =>
    edit.changeGroup(
      content,
      change.id,
      omitUndefined({
        name: change.name,
        level: change.level,
        need: needOf(change),
        after: afterOf(change),
      }),
    ),
  'group-up': (content, change) => edit.moveGroup(content, change.id, -1),
  'group-down': (content, change) => edit.moveGroup(content, change.id, 1),
  'remove-group': (content, change) => edit.removeGroup(content, change.id),
  'add-foreign': (content, change) =>
    change.issuerId === '' || change.name === ''
      ? content
      : addStep(
          content,
          change.group,
          omitUndefined({
            kind: 'foreign' as const,
            name: change.name,
            issuerId: change.issuerId,
            issuerName: change.issuerName || undefined,
            achievementId: change.achievementId || undefined,
          }),
        ),
  step: (content, change) =>
    edit.changeStep(content, change.id, {
      isOptional: change.optional === 'yes',
      after: afterOf(change),
    }),
  up: (content, change) => edit.moveStep(content, change.id, -1),
  down: (content, change) => edit.moveStep(content, change.id, 1),
  place: (content, change) => edit.placeStep(content, change.id, change.group, change.index),
  'remove-step': (content, change) => edit.removeStep(content, change.id),
  milestone: (content, { id: of, name, description, criteria }) =>
    edit.setMilestone(
      content,
      of,
      omitUndefined({ name, description, criteria: criteria === '' ? undefined : criteria }),
    ),
  'no-milestone': (content, change) => edit.setMilestone(content, change.id, null),
};

/** @returns the drawing after a change; null for a change that there is not */
export function changeDraft(content: PathwayContent, change: Change): PathwayContent | null {
  return Object.hasOwn(CHANGES, change.do) ? (CHANGES[change.do]?.(content, change) ?? null) : null;
}

/** @returns the drawing with a step for a badge of this installation */
export const withOwnStep = (
  content: PathwayContent,
  groupId: string,
  achievementId: string,
  name: string,
): PathwayContent => addStep(content, groupId, { kind: 'own', achievementId, name });
