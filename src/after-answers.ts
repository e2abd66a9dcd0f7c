import { setTimeout as wait } from 'node:timers/promises';
import type { Web } from './web/index.js';

/** How long work after answers may take once the process ends, in milliseconds. */
const AFTER_ANSWER_MS = 500;

/** Waits for what is done after answers, as long as a process that ends may wait for it. */
export async function afterAnswers(web: {
  readonly afterAnswer: Pick<Web['afterAnswer'], 'idle'>;
}): Promise<void> {
  await Promise.race([web.afterAnswer.idle(), wait(AFTER_ANSWER_MS, undefined, { ref: false })]);
}
