import type { TaskContext } from '../task.js';

/** Calls `lent` so many times and gives its last answer and how many failed. */
export async function run(times: number, { call }: TaskContext) {
  let last: unknown;
  let failed = 0;
  for (let at = 0; at < times; at += 1)
    last = await call('lent', at).catch((error: unknown) => {
      failed += 1;
      return (error as { code?: string }).code;
    });
  return { last, failed };
}
