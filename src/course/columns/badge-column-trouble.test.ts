import { describe, expect, it } from 'vitest';
import { givingKey } from '../../awards/index.js';
import { UpstreamFailed, type LaurelError } from '../../base/index.js';
import { makeRule } from '../../rules/index.js';
import {
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

const MINUTE = 60_000;
const failed = (code: string) => new UpstreamFailed(code, `The platform: ${code}.`);
const refuse = (error: Error) => () => {
  throw error;
};
/** The platform says nothing usable of these learners' scores. */
const failFor = (error: LaurelError, ...who: string[]) => {
  platform.onScore = ({ userId }) => {
    if (who.includes(userId)) throw error;
    return 'accepted';
  };
};
const refusedOf = async (userId: string) =>
  (await columns.listSent(rule.id)).refused.get(givingKey(award(userId)));
/** How long a score is let rest, in minutes. */
const restOf = async (userId: string) =>
  ((await refusedOf(userId))!.tryAgainAt.getTime() - clock.now().getTime()) / MINUTE;

describe('a score that was not taken', () => {
  it('is tried again after ten minutes, then after twice as long, up to six hours', async () => {
    await makeColumn();
    await awards.insertNew([award('one')]);
    platform.onScore = () => 'ungradable';
    for (const [at, minutes] of [10, 20, 40, 80, 160, 320, 360, 360].entries()) {
      await badgeColumns.sendDue();
      expect((await refusedOf('one'))?.tries).toBe(at + 1);
      const rest = await restOf('one');
      expect(rest).toBeGreaterThanOrEqual(minutes * 0.9);
      expect(rest).toBeLessThanOrEqual(minutes * 1.1);
      clock.set(new Date((await refusedOf('one'))!.tryAgainAt.getTime() - 1));
      await badgeColumns.sendDue();
      expect(platform.posted).toHaveLength(at + 1);
      // At its very moment it is due.
      clock.advance(1);
    }
  });

  it('comes after those that were never sent', async () => {
    await makeColumn();
    await awards.insertNew([award('refused')]);
    platform.onScore = () => 'stale';
    await badgeColumns.sendDue();
    platform.onScore = () => 'accepted';
    clock.advance(11 * MINUTE);
    await awards.insertNew([award('z-new')]);
    await badgeColumns.sendDue();
    expect(postedTo()).toEqual(['refused', 'z-new', 'refused']);
  });

  it.each(['service_failed', 'score_malformed'])(
    'holds nobody up where the platform says %s of it, which is kept as the column’s problem',
    async (code) => {
      await makeColumn();
      await awards.insertNew([award('a'), award('b'), award('c')]);
      failFor(failed(code), 'b');
      await badgeColumns.sendDue();
      expect(postedTo()).toEqual(['a', 'b', 'c']);
      expect(await refusedOf('b')).toMatchObject({ tries: 1 });
      expect(await badgeColumns.countRefused(rule)).toBe(1);
      expect(await badgeColumns.find(rule)).toMatchObject({
        problem: `The platform: ${code}.`,
        problemCode: code,
        problems: 1,
        tryAgainAt: clock.now(),
      });
    },
  );

  it('ends the round with the third of which nothing usable is said', async () => {
    await makeColumn();
    await awards.insertNew(['a', 'b', 'c', 'd', 'e'].map((name) => award(name)));
    failFor(failed('service_failed'), 'b', 'c', 'd', 'e');
    await badgeColumns.sendDue();
    expect(postedTo()).toEqual(['a', 'b', 'c', 'd']);
    expect(await badgeColumns.countRefused(rule)).toBe(3);
  });

  it('ends the round at once where what is said is about the platform, and is no refusal', async () => {
    await makeColumn();
    await awards.insertNew([award('a'), award('b')]);
    failFor(failed('platform_busy'), 'a');
    await badgeColumns.sendDue();
    expect(postedTo()).toEqual(['a']);
    expect(await badgeColumns.countRefused(rule)).toBe(0);
    expect(await badgeColumns.find(rule)).toMatchObject({ problemCode: 'platform_busy' });
  });

  it('is no refusal where the program made a mistake', async () => {
    await makeColumn();
    await awards.insertNew([award('a')]);
    const mistake = Object.assign(new TypeError('a bug'), { code: 'service_failed' });
    platform.onScore = refuse(mistake);
    await expect(badgeColumns.sendDue()).rejects.toThrow('a bug');
    expect(await badgeColumns.countRefused(rule)).toBe(0);
  });
});

describe('a column with a problem', () => {
  it('is looked at in each round, and from the sixth problem in a row on rarer, up to an hour', async () => {
    await makeColumn();
    await awards.insertNew([award('one')]);
    platform.onRead = refuse(failed('platform_busy'));
    for (const [at, minutes] of [0, 0, 0, 0, 0, 10, 20, 40, 60, 60].entries()) {
      await badgeColumns.sendDue();
      const kept = await badgeColumns.find(rule);
      const tryAgainAt = new Date(clock.now().getTime() + minutes * MINUTE);
      expect(kept).toMatchObject({ problems: at + 1, tryAgainAt });
      if (minutes > 0) {
        clock.set(new Date(tryAgainAt.getTime() - 1));
        await badgeColumns.sendDue();
        expect(platform.reads).toBe(at + 1);
      }
      clock.set(tryAgainAt);
    }
  });

  it('begins to count anew after a round that was well', async () => {
    await makeColumn();
    await awards.insertNew([award('one')]);
    platform.onRead = refuse(failed('platform_busy'));
    for (let round = 1; round <= 5; round += 1) await badgeColumns.sendDue();
    platform.onRead = () => undefined;
    await badgeColumns.sendDue();
    expect(Object.keys((await badgeColumns.find(rule)) ?? {}).sort()).toEqual([
      ...['label', 'lineItemUrl', 'ruleId', 'tenant'],
    ]);
    await awards.insertNew([award('two')]);
    platform.onRead = refuse(failed('platform_busy'));
    await badgeColumns.sendDue();
    expect(await badgeColumns.find(rule)).toMatchObject({ problems: 1, tryAgainAt: clock.now() });
  });

  it('holds up no other', async () => {
    await makeColumn();
    const other = makeRule();
    await rules.insert(other);
    await badgeColumns.make(other, 'Another', 'person:t');
    await awards.insertNew([award('one'), award('two', {}, other)]);
    // Whichever of the two comes first.
    let reads = 0;
    platform.onRead = () => {
      reads += 1;
      if (reads === 1) throw failed('platform_busy');
    };
    await badgeColumns.sendDue();
    expect(platform.posted).toHaveLength(1);
    platform.onRead = () => undefined;
    await badgeColumns.sendDue();
    expect(postedTo().sort()).toEqual(['one', 'two']);
  });
});
