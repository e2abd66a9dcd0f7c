/** The embedded store as it is installed, in a process of its own, whose processor time counts. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger } from '../../src/base/index.js';
import { openStore, type TestStore } from '../../src/store/index.js';

/** Ticks of a second in /proc, on every Linux of today. */
const TICKS_A_SECOND = 100;

/** The processes that this one began. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

export interface InstalledStore {
  readonly store: TestStore;
  /** The store's processor time up to now, in seconds. */
  cpuSeconds(): number;
  /** The most memory that the store had, in megabytes. */
  peakMB(): number;
}

export async function openInstalledStore(): Promise<InstalledStore> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'laurel-bench-'));
  const before = new Set(childrenOf(process.pid));
  const store = await openStore(
    { dataDir, mongodbUrl: undefined } as unknown as Parameters<typeof openStore>[0],
    createLogger('silent'),
  );
  const pid = childrenOf(process.pid).find((each) => !before.has(each));
  if (pid === undefined) throw new Error('the store is not in a process of its own');
  const close = async (): Promise<void> => {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return {
    store: { ...store, close, url: '' },
    cpuSeconds() {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
    },
    peakMB: () =>
      Math.round(
        Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
      ),
  };
}
