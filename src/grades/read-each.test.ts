import { expect, it } from 'vitest';
import { createTestClock } from '../base/index.js';
import { createReadEach } from './read-each.js';

it('reads a few at once, everybody once a minute, and a newcomer at once', async () => {
  const clock = createTestClock();
  const readEach = createReadEach<{ id: string }>(clock);
  const ids = Array.from({ length: 10 }, (_, n) => `u${n}`);
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  const read = async (id: string) => {
    asked.push(id);
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    return { id };
  };
  const [one, two] = await Promise.all([readEach('c', ids, read), readEach('c', ids, read)]);
  expect(one).toBe(two);
  expect([...one.rows.keys()].sort()).toEqual([...ids].sort());
  expect(asked).toHaveLength(10);
  expect(most).toBeLessThanOrEqual(4);
  await readEach('c', ids, read);
  expect(asked).toHaveLength(10);
  await readEach('c', [...ids, 'new'], read);
  expect(asked).toHaveLength(21);
  clock.advance(61_000);
  await readEach('c', ids, read);
  expect(asked).toHaveLength(31);
});

it('gives no half of a course', async () => {
  const readEach = createReadEach<object>(createTestClock());
  const read = (id: string) =>
    id === 'b' ? Promise.reject(new Error('busy')) : Promise.resolve({});
  await expect(readEach('c', ['a', 'b', 'c'], read)).rejects.toThrowError('busy');
  await expect(readEach('c', ['a', 'c'], read)).resolves.toMatchObject({ rows: expect.any(Map) });
});
