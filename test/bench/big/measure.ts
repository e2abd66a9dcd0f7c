import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isOf, listAddresses, NOT_ASKED, type Address } from './addresses.js';
import { askOnce, timeOf, tookOf, type Took } from './ask.js';
import type { World } from './found.js';
import type { Order, Ran, Ready } from './serve.js';

const SERVE = fileURLToPath(new URL('./serve.ts', import.meta.url));
const ROUNDS = 5;
/** What the first course left to be done is done before anything is measured. */
const MOST_RUNS = 400;
const QUIET_MS = 50;

/** A store that is full, and who visits it. */
export interface Prepared {
  readonly engine: string;
  readonly world: World;
  readonly values: Readonly<Record<string, string>>;
}

/** Pages that are measured twice: the list, and the page of it that begins where the first ends. */
async function withCursors(url: string, addresses: readonly Address[]): Promise<Address[]> {
  const all: Address[] = [];
  for (const address of addresses) {
    all.push(address);
    if (!address.name.startsWith('api ')) continue;
    const [, next] =
      /<https?:\/\/[^/]+([^>]+)>; rel="next"/.exec((await askOnce(url, address)).link) ?? [];
    if (next !== undefined) all.push({ ...address, name: `${address.name} (next)`, path: next });
  }
  return all;
}

/** Starts the tool on a store and asks for every page and runs every job. @throws where a page is missing, or says no */
export async function measure({ world, values }: Prepared): Promise<Map<string, Took>> {
  const child = fork(SERVE, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...world.env },
  });
  const [{ routes, jobs }] = (await once(child, 'message')) as [Ready];
  const run = async (job: string): Promise<number> => {
    const order: Order = { do: 'run', job };
    child.send(order);
    const [{ ms }] = (await once(child, 'message')) as [Ran];
    return ms;
  };
  const listed = listAddresses(world, values);
  const missing = routes.filter(
    (route) => !(route in NOT_ASKED) && !listed.some((address) => isOf(route, address)),
  );
  if (missing.length > 0)
    throw new Error(`test/bench/big/addresses.ts lacks ${missing.join(', ')}`);
  const times = new Map<string, Took>();
  for (const job of jobs) {
    for (let runs = 0; runs < MOST_RUNS && (await run(job)) > QUIET_MS; runs += 1);
    const each: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) each.push(await run(job));
    times.set(`job ${job}`, tookOf(each));
  }
  const failed: string[] = [];
  for (const address of await withCursors(world.url, listed))
    await timeOf(world.url, address).then(
      (took) => times.set(address.name, took),
      (error: Error) => failed.push(error.message),
    );
  // A page that says no is fast, and no page.
  if (failed.length > 0) throw new Error(`not every page was answered:\n${failed.join('\n')}`);
  child.disconnect();
  await once(child, 'exit');
  return times;
}
