import { describe, expect, it } from 'vitest';
import { createTestClock, UpstreamFailed } from '../base/index.js';
import type { Member } from './lti-ports.js';
import { createRosters } from './roster.js';

const course = { platformId: 'p', deploymentId: 'd', contextId: 'c' };
const member = (userId: string): Member => ({ userId, roles: ['Learner'], status: 'Active' });
const MINUTE = 60_000;

/** A platform whose roster can change, fail and be slow. */
function platform(size = 2) {
  const clock = createTestClock(new Date('2026-11-21T10:00:00Z'));
  const people = new Set(Array.from({ length: size }, (_, index) => `u${index}`));
  const state = { calls: 0, isDown: false, answer: Promise.resolve() };
  const rosters = createRosters({
    clock,
    services: {
      async fetchMembers() {
        state.calls += 1;
        await state.answer;
        if (state.isDown) throw new UpstreamFailed('upstream_unreachable', 'No answer.');
        return [...people].map(member);
      },
    },
  });
  const isHere = async (userId: string) => (await rosters.getFor(course, userId))?.has(userId);
  return { clock, people, state, rosters, isHere };
}

describe('the roster that one learner is looked up in', () => {
  it('knows within a minute who has left, while a whole course is served by one ten minutes old', async () => {
    const { clock, people, rosters, isHere } = platform();
    expect(await isHere('u1')).toBe(true);
    people.delete('u1');
    clock.advance(MINUTE);
    expect((await rosters.get(course))?.has('u1')).toBe(true);
    expect(await isHere('u1')).toBe(false);
  });

  it('knows within a minute who has come, even who was looked for before', async () => {
    const { clock, people, isHere } = platform();
    expect(await isHere('new')).toBe(false);
    people.add('new');
    expect(await isHere('new')).toBe(false);
    clock.advance(MINUTE);
    expect(await isHere('new')).toBe(true);
  });

  it('is read once in five minutes for 10,000 learners, however often they ask', async () => {
    const { clock, state, isHere } = platform(10_000);
    for (let second = 0; second < 300; second += 10) {
      for (let n = 0; n < 5; n += 1) await isHere(`u${second + n}`);
      clock.advance(10_000);
    }
    expect(state.calls).toBe(1);
    await isHere('u1');
    expect(state.calls).toBe(2);
  });

  it('is read once for learners who ask at the same moment', async () => {
    const { state, isHere } = platform();
    let answer: () => void = () => undefined;
    state.answer = new Promise((done) => (answer = done));
    const all = Promise.all(['u0', 'u1', 'x', 'y'].map(isHere));
    answer();
    expect(await all).toEqual([true, true, false, false]);
    expect(state.calls).toBe(1);
  });

  it('is not asked for again within a minute where it could not be read', async () => {
    const { clock, state, isHere } = platform();
    state.isDown = true;
    await expect(isHere('u0')).rejects.toMatchObject({ code: 'upstream_unreachable' });
    await expect(isHere('u1')).rejects.toMatchObject({ code: 'upstream_unreachable' });
    expect(state.calls).toBe(1);
    clock.advance(MINUTE);
    state.isDown = false;
    expect(await isHere('u1')).toBe(true);
    expect(state.calls).toBe(2);
  });

  it('serves as it was kept while it cannot be read, ten minutes at most', async () => {
    const { clock, state, isHere } = platform();
    await isHere('u0');
    state.isDown = true;
    clock.advance(2 * MINUTE);
    await expect(isHere('u0')).rejects.toMatchObject({ code: 'upstream_unreachable' });
    expect(await isHere('u0')).toBe(true);
    clock.advance(9 * MINUTE);
    await expect(isHere('u0')).rejects.toMatchObject({ code: 'upstream_unreachable' });
  });
});

describe('a roster that has to be as new as a moment', () => {
  it('does not wait for a reading that began before it', async () => {
    const { clock, state, rosters } = platform();
    let answer: () => void = () => undefined;
    state.answer = new Promise((done) => (answer = done));
    const early = rosters.get(course);
    clock.advance(1_000);
    const late = rosters.get(course, [], clock.now());
    answer();
    expect((await late)?.readAt).toEqual(clock.now());
    await early;
    expect(state.calls).toBe(2);
  });
});
