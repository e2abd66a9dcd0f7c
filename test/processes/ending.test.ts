import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { launch } from '../support/lms/index.js';
import { activate, openWorld, type Closing } from './open-world.js';
import { PATIENCE_MS, type ToolProcess } from './processes.js';

const closing: Closing = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

const LEARNERS = Array.from({ length: 12 }, (_, n) => `learner${n + 1}`);
/** What containers are given before they are killed; the tool's own bound is half of it, on a machine that does nothing else. */
const GRACE_MS = 10_000;

/** A request whose last byte is still to be sent. */
async function beginRequest({ port }: ToolProcess) {
  const socket = connect(port, 'localhost');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => undefined);
  await once(socket, 'connect');
  const headers =
    'Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 2';
  socket.write(`POST /lti/login HTTP/1.1\r\n${headers}\r\n\r\na`);
  return { socket, answer: () => answer };
}

/** Sends a signal and waits until the log says that the process ends. */
async function signal({ child }: ToolProcess, name: NodeJS.Signals): Promise<void> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.kill(name);
  await vi.waitFor(() => expect(output).toContain('"ending'), { timeout: PATIENCE_MS });
}

describe('a process that is told to end', () => {
  it(
    'in the middle of a sync and of requests ends with 0, says so at /readyz, answers what it has begun, and leaves the rest to the other',
    async () => {
      const world = await openWorld(closing, 'moodle', process.env['TEST_MONGODB_URL']);
      const { platform, tool, processes, count } = world;
      await activate(world);
      const statuses = new Set<number>();
      let isAsking = true;
      const askers = LEARNERS.slice(0, 4).map(async (as) => {
        while (isAsking) statuses.add((await launch(platform, { as })).response.status);
      });
      closing.push(async () => {
        isAsking = false;
        await Promise.allSettled(askers);
      });
      for (const learner of LEARNERS) platform.setGrade(learner, tool.link.column!, 80);
      await expect
        .poll(() => count('awards'), { timeout: PATIENCE_MS, interval: 20 })
        .toBeGreaterThan(0);

      const { guest, owner } = processes;
      const open = await beginRequest(guest);
      const ended = once(guest.child, 'exit');
      await signal(guest, 'SIGTERM');
      const from = performance.now();
      open.socket.write('=GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n');
      expect(await ended).toEqual([0, null]);
      const ms = performance.now() - from;
      console.log(`ended in ${ms.toFixed(0)} ms`);
      expect(ms).toBeLessThan(GRACE_MS);
      expect(open.answer()).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(open.answer()).toMatch(/HTTP\/1\.1 503 [^]*"status":"ending"/);

      await expect
        .poll(() => count('credentials'), { timeout: PATIENCE_MS, interval: 200 })
        .toBe(LEARNERS.length);
      isAsking = false;
      await Promise.all(askers);
      expect([...statuses].filter((status) => status >= 500 && status !== 502)).toEqual([]);

      // Whoever asks twice does not want to wait for a request that never ends.
      await beginRequest(owner);
      const gone = once(owner.child, 'exit');
      await signal(owner, 'SIGTERM');
      owner.child.kill('SIGINT');
      expect(await gone).toEqual([1, null]);
    },
    5 * PATIENCE_MS,
  );

  it(
    'ends where nobody reads what it says any more',
    async () => {
      const { processes } = await openWorld(closing, 'moodle');
      const { child } = processes.guest;
      const gone = once(child, 'exit');
      child.stdout?.destroy();
      child.kill('SIGTERM');
      expect(await gone).toEqual([0, null]);
    },
    2 * PATIENCE_MS,
  );
});
