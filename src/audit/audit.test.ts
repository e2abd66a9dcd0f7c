import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestClock, omitUndefined } from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createAudit } from './create-audit.js';

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.close());

describe('createAudit', () => {
  it('lists newest first, by tenant, page by page', async () => {
    const clock = createTestClock();
    const audit = createAudit({ connection: store.connection, clock });
    for (let n = 0; n < 5; n += 1) {
      clock.advance(1000);
      const platformId = n % 2 === 0 ? 'p1' : 'p2';
      await audit.record({
        actor: 'operator',
        action: 'platform.added',
        subject: `platform:${n}`,
        platformId,
      });
    }
    const all = await audit.list();
    expect(all.map((entry) => entry.subject)).toEqual([4, 3, 2, 1, 0].map((n) => `platform:${n}`));
    expect((await audit.list({ platformId: 'p2' })).map((entry) => entry.subject)).toEqual([
      'platform:3',
      'platform:1',
    ]);
    const newest = await audit.page({ limit: 2 });
    const after = newest.at(-1)!;
    expect((await audit.page({ after, limit: 1 }))[0]?.subject).toBe('platform:2');
  });

  it('turns pages through entries of one time, each once, and finds those of a person and a range', async () => {
    const clock = createTestClock();
    clock.advance(86_400_000);
    const audit = createAudit({ connection: store.connection, clock });
    const from = clock.now();
    for (let n = 0; n < 5; n += 1)
      await audit.record({
        actor: `person:${n % 2}`,
        action: 'award.award',
        subject: `rule:${n}`,
        platformId: 'p3',
        details: { personKey: 'p3/ada' },
      });
    const seen: string[] = [];
    for (let after; ;) {
      const page = await audit.page(omitUndefined({ platformId: 'p3', after, limit: 2 }));
      seen.push(...page.map(({ subject }) => subject));
      after = page.at(-1);
      if (after === undefined) break;
    }
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4].map((n) => `rule:${n}`));
    expect(await audit.page({ actor: 'person:1', from })).toHaveLength(2);
    expect(await audit.page({ personKey: 'p3/ada', platformId: 'p3' })).toHaveLength(5);
    expect(await audit.page({ platformId: 'p3', until: from })).toEqual([]);
  });
});
