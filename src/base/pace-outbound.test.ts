import { describe, expect, it } from 'vitest';
import { createTestClock } from './clock.js';
import type { OutboundResponse } from './outbound.js';
import { paceOutbound } from './pace-outbound.js';

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
}

/** A server that gives prepared answers when told to, and records what is requested. */
function farSide(answers: Record<string, Answer[]> = {}) {
  const clock = createTestClock();
  const pauses: number[] = [];
  const asked: string[] = [];
  const open: { url: string; answer: () => void }[] = [];
  const state = { underWay: 0, most: 0, holdsAnswers: false };
  const respond = (url: string): OutboundResponse => {
    const { status = 200, headers = {}, text = '' } = answers[url]?.shift() ?? {};
    const bytes = Buffer.from(text);
    return {
      url,
      status,
      bytes,
      headers: new Headers(headers),
      text: () => text,
      json: () => JSON.parse(text) as unknown,
    };
  };
  const paced = paceOutbound({
    clock,
    outbound: {
      async fetch(address) {
        const url = String(address);
        asked.push(url);
        state.underWay += 1;
        state.most = Math.max(state.most, state.underWay);
        if (state.holdsAnswers) await new Promise<void>((answer) => open.push({ url, answer }));
        state.underWay -= 1;
        if (url.endsWith('/broken')) throw new Error('no answer');
        return respond(url);
      },
      close: () => Promise.resolve(),
    },
    pause: (ms) => {
      pauses.push(ms);
      clock.advance(ms);
      return Promise.resolve();
    },
  });
  return { clock, pauses, asked, open, state, paced };
}

const settled = () => new Promise((done) => setImmediate(done));
const A = 'https://a.test';

describe('paceOutbound', () => {
  it('has four requests to an origin under way, and the others wait for nobody else’s origin', async () => {
    const { paced, state, asked, open } = farSide();
    state.holdsAnswers = true;
    const all = Array.from({ length: 6 }, (_, n) => paced.fetch(`${A}/${n}`));
    const other = paced.fetch('https://b.test/');
    await settled();
    expect(asked).toEqual([`${A}/0`, `${A}/1`, `${A}/2`, `${A}/3`, 'https://b.test/']);
    state.holdsAnswers = false;
    for (const { answer } of open) answer();
    await Promise.all([...all, other]);
    expect(state.most).toBe(5);
    expect(asked.slice(5)).toEqual([`${A}/4`, `${A}/5`]);
  });

  it('lets a single request pass between the pages of those who read many', async () => {
    const { paced, asked, state, open } = farSide();
    const readPages = async (who: number) => {
      for (let page = 0; page < 20; page += 1) await paced.fetch(`${A}/${who}/${page}`);
    };
    state.holdsAnswers = true;
    const readers = Array.from({ length: 8 }, (_, who) => readPages(who));
    await settled();
    const single = paced.fetch(`${A}/single`);
    state.holdsAnswers = false;
    for (const { answer } of open) answer();
    await Promise.all([...readers, single]);
    expect(asked.indexOf(`${A}/single`)).toBeLessThanOrEqual(8);
    expect(asked).toHaveLength(161);
  });

  it('frees the place of a request that fails', async () => {
    const { paced, asked } = farSide();
    for (let n = 0; n < 10; n += 1) await expect(paced.fetch(`${A}/broken`)).rejects.toThrow();
    expect(asked).toHaveLength(10);
  });

  it.each([429, 503])(
    'asks nobody at the origin again before Retry-After has passed (%i)',
    async (status) => {
      const { paced, pauses, clock } = farSide({
        [`${A}/`]: [{ status, headers: { 'retry-after': '7' } }],
      });
      expect((await paced.fetch(`${A}/`)).status).toBe(status);
      await paced.fetch('https://b.test/');
      expect(pauses).toEqual([]);
      clock.advance(2_000);
      await paced.fetch(`${A}/other`);
      expect(pauses).toEqual([5_000]);
      await paced.fetch(`${A}/other`);
      expect(pauses).toHaveLength(1);
    },
  );

  it('puts off what would have to wait long, and says until when', async () => {
    const { paced, asked, clock } = farSide({
      [`${A}/`]: [{ status: 503, headers: { 'retry-after': '600' } }],
    });
    await paced.fetch(`${A}/`);
    clock.advance(60_000);
    const busy = { code: 'platform_busy', retryAfterSeconds: 540 };
    await expect(paced.fetch(`${A}/`)).rejects.toMatchObject(busy);
    expect(asked).toHaveLength(1);
    clock.advance(540_000);
    expect((await paced.fetch(`${A}/`)).status).toBe(200);
  });

  it('does not take a clock that was set back for a long wait', async () => {
    const { paced, clock } = farSide({
      [`${A}/`]: [{ status: 429, headers: { 'retry-after': '3' } }],
    });
    await paced.fetch(`${A}/`);
    clock.advance(-3_600_000);
    expect((await paced.fetch(`${A}/`)).status).toBe(200);
  });

  it('waits a second, then twice as long, where nobody says how long', async () => {
    const refused = { status: 403, text: '403 Forbidden (Rate Limit Exceeded)' };
    const { paced, pauses } = farSide({ [`${A}/`]: [refused, refused, refused] });
    for (let n = 0; n < 5; n += 1) await paced.fetch(`${A}/`);
    expect(pauses).toHaveLength(3);
    for (const [at, ms] of [1_000, 2_000, 4_000].entries()) {
      expect(pauses[at]! / ms).toBeGreaterThanOrEqual(0.75);
      expect(pauses[at]! / ms).toBeLessThan(1.25);
    }
  });

  it('takes another 403 for what it is', async () => {
    const { paced, pauses } = farSide({ [`${A}/`]: [{ status: 403, text: 'no such right' }] });
    await paced.fetch(`${A}/`);
    await paced.fetch(`${A}/`);
    expect(pauses).toEqual([]);
  });

  it('slows down as Canvas’s quota runs out', async () => {
    const left = (value: string) => ({ headers: { 'x-rate-limit-remaining': value } });
    const { paced, pauses } = farSide({ [`${A}/`]: [left('600.5'), left('40'), left('0.0')] });
    for (let n = 0; n < 4; n += 1) await paced.fetch(`${A}/`);
    expect(pauses).toEqual([1_000, 5_000]);
  });
});
