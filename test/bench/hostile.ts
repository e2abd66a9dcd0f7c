import { createLogger } from '../../src/base/index.js';
import { createWorkers } from '../../src/workers/index.js';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { HARMS } from '../security/hostile-platform.js';
import { createReaders } from '../security/readers.js';
import { watchLoop } from '../security/watch-loop.js';
import { issueTestBadge } from '../support/issue-test-badge.js';
import { hostileRequests, type HostileRequest } from './hostile-requests.js';
import { startProduction, type Production } from './production.js';

interface Row {
  readonly name: string;
  readonly status: string;
  readonly blockMs: number;
  readonly cpuMs: number;
  readonly heapMB: number;
}

const round = (value: number) => Math.round(value * 10) / 10;

function print({ name, status, blockMs, cpuMs, heapMB }: Row): void {
  const columns = [blockMs, cpuMs, heapMB].map((value) => value.toFixed(0).padStart(7)).join('');
  console.log(`${name.slice(0, 68).padEnd(70)}${status.padEnd(24)}${columns}`);
}

/** Every request against a production process: how long it held the loop, and what the work elsewhere cost. */
async function sendAll(
  production: Production,
  requests: readonly HostileRequest[],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, path, method = 'GET', headers = {}, body } of requests) {
    production.forget();
    const status = await fetch(`${production.url}${path}`, {
      method,
      // Limits by address would answer instead of what is measured.
      headers: { ...headers, 'x-forwarded-for': `198.18.${rows.length >> 8}.${rows.length & 255}` },
      body: body ?? null,
      redirect: 'manual',
      signal: AbortSignal.timeout(60_000),
    }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return String(answer.status);
      },
      (error: Error) => error.name,
    );
    if (!production.isAlive()) throw new Error(`${name} ended the process`);
    const { blockMs, heapMB } = await production.read();
    const cpuMs = Math.max(0, ...production.takeWork().map((work) => work.cpuMs));
    const row = { name, status, blockMs, cpuMs, heapMB };
    print(row);
    rows.push(row);
  }
  return rows;
}

/** What platforms may answer, by every reader, here: the readers are the same. */
async function readAll(): Promise<Row[]> {
  const rows: Row[] = [];
  let cpuMs = 0;
  const note = (line: unknown) => {
    cpuMs = Math.max(cpuMs, (line as { cpuMs?: number }).cpuMs ?? 1_900);
  };
  const log = { ...createLogger('silent'), debug: note, warn: note };
  const workers = createWorkers({ log });
  const platform = fork(new URL('hostile-platform-process.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
  });
  const [url] = (await once(platform, 'message')) as [string];
  const { readers, close } = createReaders(url, workers);
  for (const { name, around, read } of readers) {
    for (const harm of Object.keys(HARMS)) {
      platform.send({ harm, around });
      await once(platform, 'message');
      cpuMs = 0;
      const { value, blockMs, heapMB } = await watchLoop(() =>
        read().then(
          () => 'read',
          (error: unknown) => (error as { code?: string }).code ?? String(error),
        ),
      );
      const row = { name: `${name}: ${harm}`, status: value, blockMs, cpuMs, heapMB };
      print(row);
      rows.push(row);
    }
  }
  workers.close();
  await close();
  platform.disconnect();
  return rows;
}

const worst = (rows: readonly Row[], of: 'blockMs' | 'cpuMs' | 'heapMB'): Row =>
  rows.reduce((most, row) => (row[of] > most[of] ? row : most));

/** The whole corpus of hostile input, against a production process: what it holds up, and what it costs. */
export default async function bench(): Promise<object> {
  const paths: string[] = [];
  const production = await startProduction(async (laurel) => {
    const badge = await issueTestBadge(
      { ...laurel, url: laurel.settings.publicUrl },
      { visibility: 'public' },
    );
    const at = `/credentials/${badge.id}`;
    paths.push(
      ...['.pdf', '.zip', '.png', '.svg', '.jwt', '/card.png', '/art.png', '/qr.svg', ''].map(
        (end) => `${at}${end}`,
      ),
    );
  });
  console.log(production.isBuilt ? 'dist/' : 'sources (npm run build makes dist/)');
  const own = paths.map((path) => ({ name: `a badge’s ${path.slice(35)}`, path }));
  // Once before: modules are loaded and templates compiled at first use, whoever asks.
  await sendAll(production, [
    { name: 'first: a page', path: '/verify', headers: { accept: 'text/html' } },
  ]);
  const rows = await sendAll(production, [...own, ...hostileRequests]);
  await production.close();
  const read = await readAll();
  const all = [...rows, ...read];
  for (const of of ['blockMs', 'cpuMs', 'heapMB'] as const)
    console.log(`worst ${of}: ${worst(all, of).name}`);
  return {
    requests: all.length,
    worstBlockMs: round(worst(all, 'blockMs').blockMs),
    worstCpuMs: round(worst(all, 'cpuMs').cpuMs),
    heapMB: round(worst(all, 'heapMB').heapMB),
  };
}
