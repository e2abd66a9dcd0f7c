import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Order, Told } from './tool-process.js';

/** Some tool processes on one database. */
export interface Tools {
  readonly ports: readonly number[];
  /** Has the first of them do something. */
  first(order: Order): Promise<void>;
  each(order: Order): Promise<void>;
  /** What each has done so far. */
  tell(): Promise<Told[]>;
  end(): Promise<void>;
}

const FILE = fileURLToPath(new URL('./tool-process.ts', import.meta.url));

async function ask(child: ChildProcess, order: Order): Promise<Told> {
  child.send(order);
  const [told] = (await once(child, 'message')) as [Told];
  return told;
}

/** @param where the address of a MongoDB, the name of the database, and where people reach the tool */
export async function startTools(
  count: number,
  where: readonly [string, string, string],
): Promise<Tools> {
  const children: ChildProcess[] = [];
  const ports: number[] = [];
  // One after the other, as a rolling upgrade starts them.
  for (let n = 0; n < count; n += 1) {
    const child = fork(FILE, [...where], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    children.push(child);
    ports.push(port);
  }
  const [one] = children;
  return {
    ports,
    async first(order) {
      if (one) await ask(one, order);
    },
    async each(order) {
      await Promise.all(children.map((child) => ask(child, order)));
    },
    tell: () => Promise.all(children.map((child) => ask(child, { do: 'tell' }))),
    async end() {
      const ended = children.map((child) => once(child, 'exit'));
      for (const child of children) child.disconnect();
      await Promise.all(ended);
    },
  };
}
