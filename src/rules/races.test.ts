import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../store/open-store.js';
import { startTestStore, type Connection, type TestStore } from '../store/index.js';
import { createRules, type Rules } from './create-rules.js';
import type { Draft } from './draft-store.js';
import { makeRule } from './testing.js';

/** A race between two inserts does not show each time: this many rounds make it happen. */
const ROUNDS = 60;
const AT_ONCE = 4;

let store: TestStore;
let second: Connection;
/** Two processes on one store. */
let both: readonly Rules[];
beforeAll(async () => {
  store = await startTestStore();
  second = await connect(store.url, store.connection.name);
  both = [createRules({ connection: store.connection }), createRules({ connection: second })];
  await store.buildIndexes();
});
afterAll(async () => {
  await second.close();
  await store.close();
});

const tenant = { platformId: 'p', deploymentId: 'd', contextId: 'c' };
const draftOf = (id: string, title: string): Draft => ({
  id,
  tenant,
  form: { title },
  updatedAt: new Date('2026-11-21T10:00:00Z'),
});

/** Calls `act` four times at once in both processes, for one id after the other. */
async function race<T>(act: (rules: Rules, id: string, nth: number) => Promise<T>): Promise<T[][]> {
  const rounds: T[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const id = `${round}`;
    const turns = Array.from({ length: AT_ONCE }, (_, nth) => act(both[nth % 2]!, id, nth));
    rounds.push(await Promise.all(turns));
  }
  return rounds;
}

describe('several at once, in two processes', () => {
  it('save a draft: each is done, and one of them is kept', async () => {
    const ids = new Set<string>();
    await race(async ({ drafts }, id, nth) => {
      ids.add(`saved-${id}`);
      await drafts.save(draftOf(`saved-${id}`, String(nth)));
    });
    for (const id of ids) {
      const kept = await both[0]!.drafts.get(tenant, id);
      expect(['0', '1', '2', '3']).toContain(kept?.form['title']);
    }
    expect(ids.size).toBe(ROUNDS);
  });

  it('save a draft that was removed, and it is there again', async () => {
    await race(async ({ drafts }, id, nth) => {
      const draft = {
        ...draftOf(`again-${id}`, String(nth)),
        brought: { contextId: 'x', title: '', inputs: [] },
      };
      await drafts.save(draft);
      await drafts.remove(tenant, draft.id, new Date('2026-11-21T11:00:00Z'));
      await drafts.save(draft);
    });
    const listed = await both[1]!.drafts.list(tenant);
    expect(listed.filter(({ id }) => id.startsWith('again-'))).toHaveLength(ROUNDS);
  });

  it('bring a draft: one of them inserts it', async () => {
    const rounds = await race(({ drafts }, id) => drafts.insertOnce(draftOf(`once-${id}`, 'x')));
    for (const round of rounds) expect(round.filter(Boolean)).toHaveLength(1);
  });

  it('activate: there is one rule', async () => {
    await race(({ store: rules }, id) => rules.insert(makeRule({ id: `rule-${id}`, tenant })));
    expect(await both[0]!.store.list(tenant)).toHaveLength(ROUNDS);
  });

  it('begin to copy a course: it is begun once', async () => {
    const rounds = await race(async ({ copies }, id) => {
      await copies.begin(tenant, id, new Date());
      return copies.find(tenant, id);
    });
    for (const round of rounds) for (const one of round) expect(one).toEqual({ isDone: false });
  });
});

it('never brings back a draft that became a rule, or was removed, while it was looked at', async () => {
  const [{ drafts }] = both as [Rules];
  const draft = draftOf('looked-at', 'before');
  await drafts.save(draft);
  expect(await drafts.update({ ...draft, form: { title: 'after' } })).toBe(true);
  expect((await drafts.get(tenant, draft.id))?.form).toEqual({ title: 'after' });
  await drafts.remove(tenant, draft.id, draft.updatedAt);
  expect(await drafts.update(draft)).toBe(false);
  expect(await drafts.get(tenant, draft.id)).toBeNull();

  const copied: Draft = {
    ...draft,
    id: 'copied',
    brought: { contextId: 'other', title: 'Other', inputs: [] },
  };
  await drafts.save(copied);
  await drafts.remove(tenant, copied.id, draft.updatedAt);
  expect(await drafts.update(copied)).toBe(false);
  expect(await drafts.get(tenant, copied.id)).toBeNull();
});
