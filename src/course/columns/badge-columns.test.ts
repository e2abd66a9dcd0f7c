import { describe, expect, it } from 'vitest';
import { UpstreamFailed } from '../../base/index.js';
import {
  audited,
  award,
  awards,
  badgeColumns,
  clock,
  columns,
  makeColumn,
  platform,
  postedTo,
  rule,
  rules,
  useGradebook,
} from './testing/use-gradebook.js';

useGradebook();

describe('a badge’s gradebook column', () => {
  it('is made once by two who ask at the same time', async () => {
    const both = await Promise.allSettled([makeColumn(), makeColumn()]);
    const lost = both.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(lost).toMatchObject([{ code: 'column_being_made' }]);
    expect(platform.gradebook.size).toBe(1);
    expect(audited.map(({ action }) => action)).toEqual(['badge_column.created']);
    expect(await badgeColumns.find(rule)).toMatchObject({ label: 'Badge: Data analysis' });
  });

  it('gets a point for each badge that counts, and none for others', async () => {
    const grades = await makeColumn();
    await awards.insertNew([
      award('one'),
      award('two'),
      award('revoked', { state: 'revoked' }),
      award('denied', { state: 'denied' }),
    ]);
    await badgeColumns.sendDue();
    expect([...grades]).toEqual([
      ['one', 1],
      ['two', 1],
    ]);
  });

  it('is not written to again for a badge that was dealt with', async () => {
    const grades = await makeColumn();
    await awards.insertNew([award('one')]);
    await badgeColumns.sendDue();
    grades.set('one', null);
    await badgeColumns.sendDue();
    expect(postedTo()).toEqual(['one']);
    expect(grades.get('one')).toBeNull();
  });

  it('never overwrites a grade that is there, a zero among them', async () => {
    const grades = await makeColumn();
    grades.set('one', 0).set('two', 0.5).set('emptied', null);
    await awards.insertNew([award('one'), award('two'), award('emptied')]);
    await badgeColumns.sendDue();
    expect(postedTo()).toEqual(['emptied']);
    expect([...grades.values()]).toEqual([0, 0.5, 1]);
  });

  it('gets each score once, also after a crash between sending and noting', async () => {
    const grades = await makeColumn();
    await awards.insertNew([award('one'), award('two')]);
    platform.afterPost = () => {
      throw new TypeError('the process died');
    };
    await expect(badgeColumns.sendDue()).rejects.toThrow('the process died');
    platform.afterPost = () => undefined;
    await badgeColumns.sendDue();
    await badgeColumns.sendDue();
    expect(postedTo()).toEqual(['one', 'two']);
    expect([...grades.values()]).toEqual([1, 1]);
  });

  it('sends a score again that the platform did not take, later and while its award stands', async () => {
    const grades = await makeColumn();
    await awards.insertNew([award('one')]);
    platform.onScore = () => 'ungradable';
    await badgeColumns.sendDue();
    expect(await badgeColumns.countRefused(rule)).toBe(1);
    platform.onScore = () => 'accepted';
    await badgeColumns.sendDue();
    expect(postedTo()).toEqual(['one']);
    clock.advance(11 * 60_000);
    await badgeColumns.sendDue();
    expect(postedTo()).toEqual(['one', 'one']);
    expect([grades.get('one'), await badgeColumns.countRefused(rule)]).toEqual([1, 0]);
  });

  it('keeps what the platform says against it, until a round is well again', async () => {
    await makeColumn();
    await awards.insertNew([award('one')]);
    const refusal = new UpstreamFailed('upstream_timeout', 'lms.test did not answer in time.');
    platform.onRead = () => {
      throw refusal;
    };
    await badgeColumns.sendDue();
    expect((await badgeColumns.find(rule))?.problem).toBe('lms.test did not answer in time.');
    platform.onRead = () => undefined;
    await badgeColumns.sendDue();
    expect(await badgeColumns.find(rule)).not.toHaveProperty('problem');
    expect(postedTo()).toEqual(['one']);
  });

  it('does not take a mistake of the program for a word of the platform', async () => {
    await makeColumn();
    await awards.insertNew([award('one')]);
    platform.onRead = () => {
      throw new TypeError('a bug');
    };
    await expect(badgeColumns.sendDue()).rejects.toThrow(TypeError);
    expect(await badgeColumns.find(rule)).not.toHaveProperty('problem');
  });

  it.each(['paused', 'ended', 'draft', 'waiting'] as const)(
    'is left alone while its badge is %s',
    async (state) => {
      await makeColumn();
      await awards.insertNew([award('one')]);
      await rules.save({ ...rule, state });
      await badgeColumns.sendDue();
      expect(postedTo()).toEqual([]);
    },
  );

  it('is removed with what is known of it; a second time there is nothing to remove', async () => {
    await makeColumn();
    await awards.insertNew([award('one')]);
    await badgeColumns.sendDue();
    expect(await badgeColumns.remove(rule, 'person:t')).toBe(true);
    expect(await badgeColumns.find(rule)).toBeNull();
    expect(await columns.listSent(rule.id)).toEqual({ done: new Set(), refused: new Map() });
    expect(await badgeColumns.remove(rule, 'person:t')).toBe(true);
    expect(audited.map(({ action }) => action)).toEqual([
      'badge_column.created',
      'badge_column.removed',
    ]);
  });

  it('is forgotten where the platform keeps it, which is said', async () => {
    await makeColumn();
    platform.gradebook.clear();
    expect(await badgeColumns.remove(rule, 'person:t')).toBe(false);
    expect(await badgeColumns.find(rule)).toBeNull();
  });
});
