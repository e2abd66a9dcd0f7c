import { describe, expect, it, vi } from 'vitest';
import { createLogger, createTestClock } from '../base/index.js';
import { createLockKeeper } from './keep-lock.js';

/** The store's side of locks: the token that holds each job. */
function keeperWith(beatMs = 1e9) {
  const clock = createTestClock();
  const tokens = new Map<string, string>();
  const renewed: string[] = [];
  const keeper = createLockKeeper({
    log: createLogger('silent'),
    clock,
    lockMs: 1_000,
    beatMs,
    locks: {
      renew: (id, token) => {
        if (tokens.get(String(id)) !== token) return Promise.resolve(false);
        renewed.push(token);
        return Promise.resolve(true);
      },
      giveBack(id, token) {
        if (tokens.get(String(id)) === token) tokens.delete(String(id));
        return Promise.resolve();
      },
    },
  });
  /** The job as it was taken, under a new lock. */
  const take = (id: string, token: string) => {
    tokens.set(id, token);
    return { attrs: { _id: id, name: 'job', lastModifiedBy: token } as never };
  };
  return { keeper, tokens, renewed, take };
}

function gate() {
  let open = () => {};
  let fail = (_error: Error) => {};
  const opened = new Promise<void>((yes, no) => {
    open = yes;
    fail = no;
  });
  return { open: () => open(), fail: (error: Error) => fail(error), opened };
}

describe('createLockKeeper', () => {
  it('runs a job whose lock is held, and renews it while the job goes on', async () => {
    const { keeper, renewed, take } = keeperWith(1);
    const { open, opened } = gate();
    const done = keeper.hold(take('1', 'a'), () => opened);
    await vi.waitFor(() => expect(renewed.length).toBeGreaterThan(3), 10_000);
    open();
    await done;
  });

  it('does not begin a job that went to another worker while it waited', async () => {
    const { keeper, tokens, take } = keeperWith();
    const turn = gate();
    const run = vi.fn(() => Promise.resolve());
    const done = keeper.hold(take('1', 'a'), run, async (begin) => {
      await turn.opened;
      await begin();
    });
    tokens.set('1', 'another worker’s');
    turn.open();
    await done;
    expect(run).not.toHaveBeenCalled();
  });

  it('takes a job that this process took from itself for the same run, under the new lock', async () => {
    const { keeper, renewed, take } = keeperWith(1);
    const { open, opened } = gate();
    const run = vi.fn(() => opened);
    const first = keeper.hold(take('1', 'a'), run);
    await vi.waitFor(() => expect(run).toHaveBeenCalled(), 10_000);
    const second = keeper.hold(take('1', 'b'), run);
    await vi.waitFor(() => expect(renewed).toContain('b'), 10_000);
    open();
    await Promise.all([first, second]);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('fails for both when that run fails', async () => {
    const { keeper, take } = keeperWith();
    const { fail, opened } = gate();
    const both = [keeper.hold(take('1', 'a'), () => opened), keeper.hold(take('1', 'b'), vi.fn())];
    fail(new Error('no good'));
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('runs a job that waited under a lock that was lost once it is taken again', async () => {
    const { keeper, tokens, take } = keeperWith();
    const turn = gate();
    const [first, second] = [vi.fn(() => Promise.resolve()), vi.fn(() => Promise.resolve())];
    const waiting = keeper.hold(take('1', 'a'), first, async (begin) => {
      await turn.opened;
      await begin();
    });
    tokens.set('1', 'another worker’s');
    turn.open();
    await waiting;
    await keeper.hold(take('1', 'b'), second);
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
  });

  it('runs a job again that has ended and is taken anew', async () => {
    const { keeper, take } = keeperWith();
    const run = vi.fn(() => Promise.resolve());
    await keeper.hold(take('1', 'a'), run);
    await keeper.hold(take('1', 'b'), run);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('does not run a job while the store cannot say whose it is', async () => {
    const run = vi.fn(() => Promise.resolve());
    const keeper = createLockKeeper({
      log: createLogger('silent'),
      clock: createTestClock(),
      lockMs: 1_000,
      locks: {
        renew: () => Promise.reject(new Error('the store is away')),
        giveBack: () => Promise.resolve(),
      },
    });
    const job = { attrs: { _id: '1', name: 'job', lastModifiedBy: 'a' } as never };
    await expect(keeper.hold(job, run)).rejects.toThrow('the store is away');
    expect(run).not.toHaveBeenCalled();
  });
});
