import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startDemoWorld } from '../../../scripts/demo/world.js';
import { startTestStore } from '../../../src/store/index.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

/** Listens where somebody's database would, and names it as a shell does. */
async function nameDatabase() {
  let knocks = 0;
  const database = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  });
  database.listen(0, '127.0.0.1');
  await once(database, 'listening');
  const { port } = database.address() as AddressInfo;
  process.env['MONGODB_URL'] = `mongodb://127.0.0.1:${port}/somebody`;
  closing.push(() => {
    delete process.env['MONGODB_URL'];
    database.close();
  });
  return { countKnocks: () => knocks };
}

describe('a database that MONGODB_URL names', { timeout: 120_000 }, () => {
  it('is not touched by the demo, which has a store of its own', async () => {
    const database = await nameDatabase();
    const demo = await startDemoWorld('silent', [0, 0, 0]);
    closing.push(() => demo.close());
    expect((await fetch(`${demo.laurel.settings.publicUrl}/readyz`)).status).toBe(200);
    expect(demo.laurel.settings.mongodbUrl).toBeUndefined();
    expect(database.countKnocks()).toBe(0);
  });

  it('is not touched by tests, which know theirs by TEST_MONGODB_URL alone', async () => {
    const database = await nameDatabase();
    const store = await startTestStore();
    closing.push(() => store.close());
    await store.ping();
    expect(database.countKnocks()).toBe(0);
  });
});
