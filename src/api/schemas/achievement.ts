import { z } from 'zod';
import {
  achievementContent,
  type AchievementVersion,
  type ListedAchievement,
} from '../../achievements/index.js';
import { courseId } from '../course-id.js';
import { id, moment } from './common.js';

const EXAMPLE = {
  name: 'Analysing data',
  description: 'The earner can clean, join and describe tables of data.',
  criteria: 'Pass the **final project** with 60 % or more.',
  achievementType: 'Certificate',
  language: 'en',
  tags: ['statistics'],
  effortHours: 30,
};

export const contentSchema = achievementContent.meta({
  id: 'AchievementContent',
  description: 'All that an achievement says (Open Badges 3.0, Achievement).',
  examples: [EXAMPLE],
});

export const achievementSchema = z
  .object({
    id,
    courseId: id,
    latestVersion: z.number().int().meta({ description: '0 while there is only a draft.' }),
    hasDraft: z.boolean(),
    revision: z.number().int(),
    createdAt: moment,
    updatedAt: moment,
    content: contentSchema,
  })
  .meta({ id: 'Achievement', description: 'What can be earned.' });

export const newAchievement = z
  .object({ courseId: id, content: contentSchema })
  .meta({ id: 'NewAchievement', examples: [{ courseId: 'WyIxIiwiMSIsIjIiXQ', content: EXAMPLE }] });

export const versionSchema = z
  .object({
    achievementId: id,
    version: z.number().int(),
    publishedAt: moment,
    url: z.url().meta({ description: 'Its IRI in badges.' }),
    content: contentSchema,
  })
  .meta({ id: 'AchievementVersion', description: 'What an achievement says from one day on.' });

export function toAchievement(found: ListedAchievement): z.input<typeof achievementSchema> {
  return {
    id: found.id,
    courseId: courseId(found.owner),
    latestVersion: found.latestVersion,
    hasDraft: found.draft !== null,
    revision: found.revision,
    createdAt: found.createdAt.toISOString(),
    updatedAt: found.updatedAt.toISOString(),
    content: found.draft ?? found.content,
  };
}

export function toVersion(
  { achievementId, version, publishedAt, content, origin }: AchievementVersion,
  publicUrl: string,
): z.input<typeof versionSchema> {
  return {
    achievementId,
    version,
    publishedAt: publishedAt.toISOString(),
    url: `${origin ?? publicUrl}/achievements/${achievementId}/versions/${version}`,
    content,
  };
}
