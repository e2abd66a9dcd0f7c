import { setImmediate as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { countCall, idsOfRun, runWithIds, tallyCalls } from './log-context.js';

describe('the ids of a run', () => {
  it('are those of the run that asks, through promises, and of no other', async () => {
    const ask = async () => {
      await later();
      return idsOfRun();
    };
    const [one, other, outside] = await Promise.all([
      runWithIds({ requestId: 'r1' }, ask),
      runWithIds({ job: 'awards.check', jobId: 'j1' }, ask),
      ask(),
    ]);
    expect([one, other, outside]).toEqual([
      { requestId: 'r1' },
      { job: 'awards.check', jobId: 'j1' },
      {},
    ]);
  });
});

describe('the calls of a run', () => {
  it('are counted by those who tally them, apart from what goes on beside', async () => {
    const call = async (times: number) => {
      for (let n = 0; n < times; n += 1) {
        await later();
        countCall();
      }
      return times;
    };
    const [[two, inTwo], [three, inThree]] = await Promise.all([
      tallyCalls(() => call(2)),
      tallyCalls(() => call(3)),
    ]);
    expect([two, inTwo, three, inThree]).toEqual([2, 2, 3, 3]);
  });

  it('within a run count for the whole of it, and keep its ids', async () => {
    await runWithIds({ requestId: 'r1' }, async () => {
      const [, calls] = await tallyCalls(async () => {
        countCall();
        const [ids, inner] = await tallyCalls(() => {
          countCall();
          return Promise.resolve(idsOfRun());
        });
        expect([ids, inner]).toEqual([{ requestId: 'r1' }, 1]);
      });
      expect(calls).toBe(2);
    });
  });
});
