import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { budgetOf, type Budget } from './budget.js';

/**
 * Whose work it is: strangers (whoever sends a request) never take the processes of tenants, and records, which take a minute, those
 * of neither.
 */
export type Lane = 'strangers' | 'tenants' | 'records';

/** What a task's module gets beside its input. */
export interface TaskContext {
  /** Calls a function that the order lends; it runs in the main process. */
  readonly call: (name: string, ...args: readonly unknown[]) => Promise<unknown>;
  /** Hands over a part of a long answer as soon as it is there. */
  readonly part: (value: unknown) => void;
}

/** What a task's module exports as `run`. Input, parts and output are structured clones (no functions, no classes). */
export type RunTask<Input, Output> = (
  input: Input,
  context: TaskContext,
) => Output | Promise<Output>;

/** Work that runs in a process of its own. The room that owns the module defines it beside it. */
export interface Task<Input, Output> {
  readonly name: string;
  /** Address of the module that exports `run`. */
  readonly module: string;
  readonly lane: Lane;
  readonly budget: Budget;
  /** Never set: it carries the types. */
  readonly types?: RunTask<Input, Output>;
}

export interface TaskOptions {
  readonly name: string;
  /** `import.meta.url` of the file that defines the task. */
  readonly from: string;
  /** The task's module relative to it, without extension: sources and the built program have different ones. */
  readonly module: string;
  readonly lane: Lane;
  readonly budget?: Partial<Budget>;
}

export function defineTask<Run extends RunTask<never, unknown>>(
  options: TaskOptions,
): Task<Parameters<Run>[0], Awaited<ReturnType<Run>>> {
  const { name, from, module, lane, budget } = options;
  const extension = path.extname(fileURLToPath(from));
  const { href } = new URL(`${module}${extension}`, from);
  return { name, module: href, lane, budget: budgetOf(budget) };
}
