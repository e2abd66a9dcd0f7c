import express, { type Express } from 'express';
import { afterAll, beforeAll } from 'vitest';
import { createAudit } from '../../audit/index.js';
import {
  createEvents,
  createLogger,
  createSealer,
  createTestClock,
  parseSettings,
} from '../../base/index.js';
import { startBuiltStore, type TestStore } from '../../store/index.js';
import { createWeb } from '../../web/index.js';
import { createWorkers } from '../../workers/index.js';
import { type AchievementInput, type Achievements, createAchievements } from '../index.js';

export const course = { platformId: 'p1', deploymentId: 'd1', contextId: 'c1' };

export const input: AchievementInput = {
  name: 'Two samples',
  description: 'choose a fitting test',
  criteria: 'Reach **70 %** in Quiz 3.',
  assessmentMethod: 'Supervised quiz',
  eqfLevel: 5,
  effortHours: 12,
  creditsAvailable: 0.5,
  tags: ['statistics'],
  alignments: [
    {
      framework: 'ESCO',
      targetName: 'apply statistical analysis techniques',
      targetUrl: 'http://data.europa.eu/esco/skill/0000',
    },
  ],
  resultDescriptions: [
    { id: 'quiz-3', name: 'Quiz 3', resultType: 'Percent', requiredValue: '70' },
    {
      id: 'talk',
      name: 'Talk',
      resultType: 'RubricCriterionLevel',
      rubricCriterionLevel: [{ id: 'good', name: 'Good', points: '2' }],
      requiredLevel: 'good',
    },
  ],
};

export let store: TestStore;

export let achievements: Achievements;

export let app: Express;

/** Achievements on a store of their own, and the application that shows them. */
export function useAchievements(): void {
  beforeAll(async () => {
    store = await startBuiltStore('achievements');
    const { connection } = store;
    const clock = createTestClock();
    const settings = parseSettings({ PUBLIC_URL: 'https://laurel.test' }, 'test');
    const log = createLogger('silent');
    const workers = createWorkers({ log });
    const sealer = createSealer([new Uint8Array(32)]);
    const web = createWeb({ settings, log, events: createEvents(log), clock, connection, sealer });
    const audit = createAudit({ connection, clock });
    achievements = createAchievements({ workers, connection, clock, audit, settings, web });
    app = express();
    app.use(web.before, achievements.routes, web.after);
    await store.buildIndexes();
  });
  afterAll(() => store.close());
}
