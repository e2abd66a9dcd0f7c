import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestClock } from '../base/index.js';
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
    const page = await audit.list({ limit: 2 });
    const before = page[1]?.at ?? new Date(0);
    expect((await audit.list({ before, limit: 1 }))[0]?.subject).toBe('platform:2');
  });
});
