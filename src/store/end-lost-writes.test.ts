import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestStore, type TestStore } from './testing.js';
import { isStoreDown } from './store-down.js';

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
  await store.connection.collection('notes').insertOne({ text: 'first' });
});
afterEach(() => store.close());

/** The sockets of the driver's pools, which its public types do not show. */
function sockets(): { destroy(): void; listenerCount: EventEmitter['listenerCount'] }[] {
  const client = store.connection.getClient() as unknown as {
    topology: {
      s: { servers: Map<string, { pool: { connections: { toArray(): never[] } } }> };
    };
  };
  return [...client.topology.s.servers.values()].flatMap(({ pool }) =>
    pool.connections.toArray().map(({ socket }) => socket),
  );
}

it('a command that is written while its connection closes ends, and the next one is answered', async () => {
  const notes = store.connection.collection('notes');
  const open = sockets();
  expect(open.length).toBeGreaterThan(0);
  // As a server's end leaves them: closed without an error, and their `close` is yet to come.
  for (const socket of open) socket.destroy();
  const [read, written] = await Promise.allSettled([
    notes.findOne({ text: 'first' }),
    notes.insertOne({ text: 'second' }),
  ]);
  for (const one of [read, written])
    expect(one.status === 'fulfilled' || isStoreDown(one.reason)).toBe(true);
  await expect.poll(() => notes.findOne({ text: 'first' }).catch(() => null)).toBeTruthy();
});
