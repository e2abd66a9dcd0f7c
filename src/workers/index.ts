/** Work on what others sent, in processes of their own, within budgets of time, memory and output. */
export { createWorkers, type Workers } from './create-workers.js';
export { defineTask, type TaskContext } from './task.js';
export { createReadAnswer, READING_BUDGET, tooLarge } from './read-answer.js';
export { readingTask } from './reading-task.js';
