import { mkdtempSync, readFileSync, rmSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEvents, createLogger, createSealer, systemClock } from '../../src/base/index.js';
import { createAudit } from '../../src/audit/index.js';
import { createCredentials } from '../../src/credentials/index.js';
import { openStore } from '../../src/store/index.js';
import { createWorkers } from '../../src/workers/index.js';
import { issuer, orderOf, ORIGIN } from './world.js';

const BADGES = 20_000;
const BATCH = 2_000;

/** Resident memory of a process in MB. */
const residentMb = (pid: number | string): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

const isStore = (pid: string): boolean =>
  /embedded\/child\.[tj]s/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));

/** The embedded store's process, a child of this one. */
function findStore(): string {
  const children = readdirSync(`/proc/${process.pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );
  const found = children.find(isStore);
  if (found === undefined) throw new Error('the embedded store is no child of this process');
  return found;
}

/** Issues through the room's own door into an embedded store of its own: signed, indexed, durable. */
async function storeBadges(): Promise<{ storedPerSecond: number; rssMB: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'laurel-bench-'));
  const log = createLogger('error');
  const store = await openStore({ dataDir: folder }, log);
  try {
    const credentials = createCredentials({
      usage: { count: () => undefined, countAnswer: () => undefined },
      connection: store.connection,
      clock: systemClock,
      log,
      events: createEvents(log),
      settings: {
        publicUrl: ORIGIN,
        issuerName: issuer.name,
        issuerUrl: issuer.url,
        issuerLogoUrl: issuer.logoUrl ?? '',
      },
      workers: createWorkers({ log }),
      sealer: createSealer([new Uint8Array(32).fill(7)]),
      audit: createAudit({ connection: store.connection, clock: systemClock }),
      outbound: { fetch: () => Promise.reject(new Error('no way out')) },
      page: () => undefined,
    });
    await store.buildIndexes();
    await credentials.issueBatch([orderOf(-1)]);
    const storePid = findStore();
    const most = { process: 0, store: 0, together: 0 };
    const start = performance.now();
    for (let at = 0; at < BADGES; at += BATCH) {
      await credentials.issueBatch(Array.from({ length: BATCH }, (_, add) => orderOf(at + add)));
      const own = residentMb(process.pid);
      const theirs = residentMb(storePid);
      most.process = Math.max(most.process, own);
      most.store = Math.max(most.store, theirs);
      most.together = Math.max(most.together, own + theirs);
    }
    const seconds = (performance.now() - start) / 1000;
    console.log(`${BADGES} badges stored in ${seconds.toFixed(1)} s`);
    console.log(
      `in a process without the other contenders: ${most.process.toFixed(0)} MB, and ${most.store.toFixed(0)} MB the store's`,
    );
    return { storedPerSecond: Math.round(BADGES / seconds), rssMB: Math.round(most.together) };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a process of its own, so that its memory is that of issuing and storing, not of the other contenders. */
export function storedPerSecond(): { storedPerSecond: number; rssMB: number } {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  const lines = stdout.trim().split('\n');
  console.log(lines.slice(0, -1).join('\n'));
  return JSON.parse(lines.at(-1) ?? '') as { storedPerSecond: number; rssMB: number };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(await storeBadges()));
  process.exit(0);
}
