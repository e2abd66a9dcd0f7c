import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Tool } from '../../support/lms/index.js';

/** What a platform tells of itself to a tool that is installed there. */
export type Registration = Pick<
  Tool,
  'issuer' | 'clientId' | 'authorizationUrl' | 'tokenUrl' | 'jwksUrl' | 'deploymentId'
> & { readonly contextId: string };

/** `cpu`: processor time used so far, in milliseconds. `rule`: puts an active badge into the course. */
export type Order =
  | { readonly do: 'cpu' }
  | { readonly do: 'register'; readonly registration: Registration }
  | { readonly do: 'rule' };

/** A tool in a process of its own, so that its side alone is measured. */
export interface ToolProcess {
  readonly url: string;
  tell(order: Order): Promise<Readonly<Record<string, unknown>>>;
  cpuMs(): Promise<number>;
  end(): void;
}

/** @param where the address of a MongoDB, and the name of the database */
export async function startProcess(
  file: string,
  where: readonly [string, string],
): Promise<ToolProcess> {
  const module = fileURLToPath(new URL(file, import.meta.url));
  const execArgv = ['--import', 'tsx', ...(process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? [])];
  const child = fork(module, [...where], {
    execArgv,
    // What a tool logs is written, and read by nobody.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${file} ended`);
  });
  ended.catch(() => undefined);
  const answer = async () =>
    (await Promise.race([once(child, 'message'), ended]))[0] as Record<string, unknown>;
  const { url } = (await answer()) as { url: string };
  const tell = (order: Order) => {
    child.send(order);
    return answer();
  };
  return {
    url,
    tell,
    cpuMs: async () => Number((await tell({ do: 'cpu' }))['ms']),
    end: () => child.disconnect(),
  };
}

/** The other side, in the tool's process: obeys one order at a time until its parent is gone. */
export function obeyParent(url: string, obey: (order: Order) => Promise<object>): void {
  process.on('message', (order: Order) => {
    const { user, system } = process.cpuUsage();
    const ms = (user + system) / 1_000;
    const answer = order.do === 'cpu' ? Promise.resolve({ ms }) : obey(order);
    void answer.then((told) => process.send?.(told));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url });
}
