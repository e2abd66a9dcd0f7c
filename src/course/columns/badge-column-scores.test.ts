import { describe, expect, it } from 'vitest';
import { BADGE_COLUMN_TAG } from '../../grades/index.js';
import {
  audited,
  award,
  awards,
  badgeColumns,
  clock,
  makeColumn,
  platform,
  postedTo,
  rule,
  useGradebook,
} from './testing/use-gradebook.js';

useGradebook();

describe('the column that is asked for', () => {
  it('has one point, names its rule and is known as a badge’s; the sources are told before', async () => {
    await makeColumn();
    expect(platform.items).toEqual([
      {
        label: 'Badge: Data analysis',
        scoreMaximum: 1,
        resourceId: rule.id,
        tag: BADGE_COLUMN_TAG,
      },
    ]);
    expect(platform.toldOf).toEqual([rule.tenant]);
    expect(await badgeColumns.find(rule)).toEqual({
      ruleId: rule.id,
      tenant: rule.tenant,
      lineItemUrl: 'https://lms.test/items/1',
      label: 'Badge: Data analysis',
    });
  });

  it('is in the audit log with who asked for it, and for its removal', async () => {
    await makeColumn();
    await badgeColumns.remove(rule, 'person:u');
    const entry = { subject: `rule:${rule.id}`, ...rule.tenant };
    expect(audited).toEqual([
      { ...entry, actor: 'person:t', action: 'badge_column.created' },
      { ...entry, actor: 'person:u', action: 'badge_column.removed' },
    ]);
  });
});

describe('the score of a badge', () => {
  it('is one point of one, complete and graded, with the time at which the grades were looked at', async () => {
    await makeColumn();
    await awards.insertNew([award('one')]);
    const lookedAt = clock.now();
    platform.onRead = () => clock.advance(5_000);
    await badgeColumns.sendDue();
    expect(platform.posted).toEqual([
      {
        userId: 'one',
        scoreGiven: 1,
        scoreMaximum: 1,
        comment: 'Badge: Data analysis – earned in Laurel.',
        activityProgress: 'Completed',
        gradingProgress: 'FullyGraded',
        timestamp: lookedAt,
      },
    ]);
  });

  it('is sent with all others in one opening of the column, and the platform asked nothing where none is due', async () => {
    await makeColumn();
    await badgeColumns.sendDue();
    expect([platform.reads, platform.opened]).toEqual([0, 0]);
    await awards.insertNew([award('one'), award('two')]);
    await badgeColumns.sendDue();
    await badgeColumns.sendDue();
    expect([platform.reads, platform.opened]).toEqual([1, 1]);
  });

  it('is not sent where a grade was found, also once that grade is emptied', async () => {
    const grades = await makeColumn();
    grades.set('one', 0.5);
    await awards.insertNew([award('one')]);
    await badgeColumns.sendDue();
    expect([platform.opened, await badgeColumns.countRefused(rule)]).toEqual([0, 0]);
    grades.set('one', null);
    await badgeColumns.sendDue();
    expect(postedTo()).toEqual([]);
  });

  it('waits for the next round where more than two hundred are due', async () => {
    await makeColumn();
    const many = Array.from({ length: 201 }, (_, at) => award(`learner-${at}`));
    await awards.insertNew(many);
    await badgeColumns.sendDue();
    expect(platform.posted).toHaveLength(200);
    await badgeColumns.sendDue();
    expect(new Set(postedTo()).size).toBe(201);
    expect(platform.posted).toHaveLength(201);
  });
});
