import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOLDS } from '../../../src/store/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

/** Collections that no model of mongoose makes. */
const BESIDE = ['jobs', HOLDS];

const page = readFileSync('docs/privacy.md', 'utf8');
const table = page.slice(page.indexOf('## What is kept'), page.indexOf('## Who sees it'));
/** The names in the first column of the table, with how long its row says. */
const rows = table.split('\n').flatMap((line) => {
  const [, names = '', , time = ''] = line.split('|').map((cell) => cell.trim());
  return [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({ name, time }));
});

describe('docs/privacy.md', () => {
  let laurel: TestLaurel;
  beforeAll(async () => {
    laurel = await startTestLaurel();
  });
  afterAll(() => laurel.close());

  it('names every collection of the store once, and none that there is not', () => {
    const models = Object.values(laurel.store.connection.models);
    const there = new Set([...models.map((model) => model.collection.collectionName), ...BESIDE]);
    expect(rows.map(({ name }) => name).sort()).toEqual([...there].sort());
  });

  it('says how long each is kept', () => {
    expect(rows.filter(({ time }) => time === '')).toEqual([]);
  });

  it('says of what runs out by itself no longer time than it has', () => {
    const days = (of: string) =>
      Object.values(laurel.store.connection.models)
        .filter((model) => model.collection.collectionName === of)
        .flatMap((model) => model.schema.indexes() as [object, { expireAfterSeconds?: number }][])
        .flatMap(([, { expireAfterSeconds }]) =>
          expireAfterSeconds === undefined ? [] : [expireAfterSeconds / 86_400],
        );
    const said = (of: string) => rows.find(({ name }) => name === of)?.time ?? '';
    expect([said('lti_launches'), days('lti_launches')]).toEqual(['24 hours', [1]]);
    expect(days('platform_uses')).toEqual([400]);
    expect(said('platform_uses')).toContain('400 days');
    expect(days('lti_invitations')).toEqual([90]);
    expect(said('lti_invitations')).toContain('90 days');
    expect(said('events')).toContain('90 days');
  });
});
