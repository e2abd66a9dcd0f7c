import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestClock, type TestClock } from '../base/index.js';
import { makeRule, type Rule } from '../rules/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { decideByHand, MOST_REASON, type ByHandDeps, type HandAction } from './award-by-hand.js';
import { createAwardStore, type AwardStore } from './award-store.js';
import type { Award } from './award.js';
import { undoRevocation } from './undo-revocation.js';
import type { Validity } from './validity.js';

const DAY_MS = 86_400_000;
const teacher = { id: 'person:t', userId: 'teacher' };

let store: TestStore;
let awards: AwardStore;
beforeAll(async () => {
  store = await startTestStore();
  awards = createAwardStore(store.connection);
  await store.buildIndexes();
});
afterAll(() => store.close());

let rule: Rule;
let clock: TestClock;
let validity: Validity | null;
let audited: string[];
let fulfilled: Award[];
beforeEach(() => {
  rule = makeRule();
  clock = createTestClock(new Date('2026-11-21T10:00:00Z'));
  validity = null;
  audited = [];
  fulfilled = [];
});

const handDeps = (): ByHandDeps => ({
  clock,
  audit: {
    record: ({ action: what }) => {
      audited.push(what);
      return Promise.resolve();
    },
  },
  awards,
  validity: () => Promise.resolve(validity),
  fulfil: (list) => {
    fulfilled.push(...list);
    return Promise.resolve();
  },
});
const decide = (action: HandAction, reason = 'Seen in person', userId = 'one') =>
  decideByHand(handDeps(), rule, action, { userId, reason }, teacher);
const theirs = () => awards.listByRule(rule.id);

describe('awarding by hand', () => {
  it('gives the badge, with the reason and who decided, and has it issued', async () => {
    expect(await decide('award', '  Passed the oral examination ')).toBe(true);
    const [award] = await theirs();
    expect(award).toMatchObject({
      state: 'active',
      by: 'hand',
      actor: 'person:t',
      reason: 'Passed the oral examination',
      awardedAt: clock.now(),
      results: [],
    });
    expect(award).not.toHaveProperty('validUntil');
    expect(fulfilled).toMatchObject([{ id: award?.id, todo: 'give' }]);
    expect(audited).toEqual(['award.award']);
  });

  it('refuses a second time, and says so', async () => {
    await decide('award');
    await expect(decide('award')).rejects.toMatchObject({ code: 'already_awarded' });
    expect(await theirs()).toHaveLength(1);
    expect(audited).toEqual(['award.award']);
  });

  it('gives one badge to two who decide at the same time; one alone is in the audit log', async () => {
    const both = await Promise.allSettled([decide('award'), decide('award')]);
    const given = both.filter((each) => each.status === 'fulfilled' && each.value);
    expect(given).toHaveLength(1);
    expect(await theirs()).toHaveLength(1);
    expect(audited).toEqual(['award.award']);
  });

  it('needs a reason, of at most so many characters', async () => {
    await expect(decide('award', ' \n ')).rejects.toMatchObject({ code: 'reason_missing' });
    await expect(decide('award', 'x'.repeat(MOST_REASON + 1))).rejects.toMatchObject({
      code: 'reason_too_long',
    });
    expect(await theirs()).toEqual([]);
    await decide('award', ` ${'x'.repeat(MOST_REASON)} `);
    expect(await theirs()).toHaveLength(1);
  });

  it.each(['award', 'deny', 'keep', 'revoke', 'renew'] as const)(
    'lets nobody %s their own badge',
    async (action) => {
      await expect(decide(action, 'I am good', 'teacher')).rejects.toMatchObject({
        code: 'own_award',
      });
      expect([await theirs(), audited]).toEqual([[], []]);
    },
  );

  it('gives a revoked badge again, as a further giving of the one award', async () => {
    await decide('award');
    await decide('revoke');
    clock.advance(DAY_MS);
    expect(await decide('award', 'A mistake')).toBe(true);
    expect(await theirs()).toMatchObject([
      { cycle: 2, state: 'active', awardedAt: clock.now(), reason: 'A mistake' },
    ]);
    expect(fulfilled.at(-1)).toMatchObject({ cycle: 2, todo: 'give' });
  });
});

describe('denying', () => {
  it('holds the place once: repeated, it changes nothing and is not in the audit log', async () => {
    expect(await decide('deny')).toBe(true);
    expect(await decide('deny')).toBe(false);
    expect(await theirs()).toMatchObject([{ state: 'denied' }]);
    expect((await theirs())[0]).not.toHaveProperty('todo');
    expect([audited, fulfilled]).toEqual([['award.deny'], []]);
  });

  it('is no way to take a badge that somebody has', async () => {
    await decide('award');
    await expect(decide('deny')).rejects.toMatchObject({ code: 'already_awarded' });
    expect(await theirs()).toMatchObject([{ state: 'active' }]);
  });
});

describe('revoking', () => {
  it('takes the badge with its reason, and has that done', async () => {
    await decide('award');
    expect(await decide('revoke', 'Not theirs')).toBe(true);
    expect(await theirs()).toMatchObject([
      { state: 'revoked', revokedFor: 'hand', reason: 'Not theirs', actor: 'person:t' },
    ]);
    expect(fulfilled.at(-1)).toMatchObject({ state: 'revoked', todo: 'hold' });
  });

  it('finds nothing to take the second time', async () => {
    await decide('award');
    await decide('revoke');
    await expect(decide('revoke')).rejects.toMatchObject({ code: 'award_unknown' });
    expect(audited).toEqual(['award.award', 'award.revoke']);
  });

  it('is done once by two who revoke at the same time', async () => {
    await decide('award');
    await Promise.allSettled([decide('revoke'), decide('revoke')]);
    expect(audited).toEqual(['award.award', 'award.revoke']);
    expect(fulfilled.filter(({ todo }) => todo === 'hold')).toHaveLength(1);
  });
});

describe('undoing a revocation', () => {
  const undo = (actor = teacher) => undoRevocation(handDeps(), rule, 'one', actor);
  const MINUTE = 60_000;

  it('makes the award what it was, with the words of its giving, once', async () => {
    await decide('award', 'Seen in person');
    await decide('keep', '');
    const [before] = await theirs();
    await decide('revoke', 'Not theirs');
    clock.advance(14 * MINUTE);
    expect(await undo()).toBe(true);
    expect(await undo()).toBe(false);
    expect(await theirs()).toEqual([{ ...before, todo: 'return' }]);
    expect(fulfilled.at(-1)).toMatchObject({ state: 'active', todo: 'return' });
    expect(audited).toEqual(['award.award', 'award.keep', 'award.revoke', 'award.revoke_undone']);
  });

  it('is over after a quarter of an hour, to the millisecond', async () => {
    await decide('award');
    await decide('revoke');
    clock.advance(15 * MINUTE);
    await expect(undo()).rejects.toMatchObject({ code: 'undo_over' });
    expect(await theirs()).toMatchObject([{ state: 'revoked' }]);
  });

  it('is for no badge of one’s own, and for none that was never there', async () => {
    await expect(undo({ id: 'person:x', userId: 'one' })).rejects.toMatchObject({
      code: 'own_award',
    });
    await expect(undo()).rejects.toMatchObject({ code: 'award_unknown' });
  });

  it('is decided once where the time ends just then', async () => {
    await decide('award');
    await decide('revoke');
    clock.advance(15 * MINUTE - 1);
    const now = clock.now();
    const later = new Date(now.getTime() + 1);
    const [award] = await theirs();
    const [undone, taken] = await Promise.all([
      awards.undoRetraction(award!, now),
      awards.beginTaking(later, 10),
    ]);
    const [after] = await theirs();
    expect(undone).toBe(true);
    // Whoever read it as due before it was undone finds it undone when it is struck out.
    await awards.endTaking(taken, later);
    expect(after).toMatchObject({ state: 'active' });
  });
});

describe('keeping', () => {
  it('says once that a badge stays, without a reason', async () => {
    await decide('award');
    expect(await decide('keep', '')).toBe(true);
    expect(await decide('keep', '')).toBe(false);
    expect((await theirs())[0]?.fall).toEqual({ since: clock.now(), kept: true });
    expect(audited).toEqual(['award.award', 'award.keep']);
  });

  it('needs a badge to keep', async () => {
    await expect(decide('keep', '')).rejects.toMatchObject({ code: 'award_unknown' });
  });
});

describe('renewing', () => {
  beforeEach(() => {
    validity = { months: 12, isRenewedByPassingAgain: true, renewalDays: 60 };
  });
  const end = new Date('2027-11-21T10:00:00Z');
  const opens = new Date(end.getTime() - 60 * DAY_MS);

  it('is refused up to the moment that its window opens; then it adds to the time that is left', async () => {
    await decide('award');
    expect(await theirs()).toMatchObject([{ validUntil: end, remindAt: opens }]);
    clock.set(new Date(opens.getTime() - 1));
    await expect(decide('renew', '')).rejects.toMatchObject({ code: 'renewal_too_early' });
    clock.set(opens);
    expect(await decide('renew', '')).toBe(true);
    const [first, second] = await theirs();
    expect(second).toMatchObject({
      renews: first?.id,
      period: 2,
      validUntil: new Date('2028-11-21T10:00:00Z'),
    });
  });

  it('of a badge that has expired begins anew', async () => {
    await decide('award');
    clock.set(new Date('2028-02-29T10:00:00Z'));
    await decide('renew', '');
    // A year after the 29th of February is the 28th.
    expect((await theirs())[1]?.validUntil).toEqual(new Date('2029-02-28T10:00:00Z'));
  });

  it('is done once for a period', async () => {
    await decide('award');
    clock.set(opens);
    const both = await Promise.allSettled([decide('renew', ''), decide('renew', '')]);
    expect(both.filter((each) => each.status === 'fulfilled' && each.value)).toHaveLength(1);
    expect(await theirs()).toHaveLength(2);
  });

  it('is not for a badge without an end, nor for who has none', async () => {
    validity = null;
    await expect(decide('renew', '')).rejects.toMatchObject({ code: 'award_unknown' });
    await decide('award');
    await expect(decide('renew', '')).rejects.toMatchObject({ code: 'renewal_too_early' });
  });
});
