import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import parse from 'parse-prometheus-text-format';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseSettings } from '../../../src/base/index.js';
import { startLaurel, type RunningLaurel } from '../../../src/start.js';

let laurel: RunningLaurel;
let folder: string;

const start = (env: NodeJS.ProcessEnv = {}) => {
  const own = { PORT: '0', PUBLIC_URL: 'http://localhost:1', DATA_DIR: folder };
  return startLaurel(parseSettings({ ...own, METRICS_PORT: '0', ...env }, 'demo'), {});
};

beforeAll(async () => {
  vi.stubEnv('LOG_LEVEL', 'silent');
  folder = await mkdtemp(path.join(tmpdir(), 'laurel-metrics-'));
  laurel = await start({ LOG_LEVEL: 'silent' });
});
afterAll(async () => {
  await laurel.close();
  await rm(folder, { recursive: true, force: true });
});

async function read() {
  const answer = await fetch(laurel.metricsUrl ?? '');
  const text = await answer.text();
  const families = new Map(parse(text).map((family) => [family.name, family]));
  return { answer, text, families };
}

describe('/metrics', () => {
  it('is served on a port of its own, on this machine alone', async () => {
    const { answer } = await read();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const { hostname, port } = new URL(laurel.metricsUrl ?? '');
    expect(hostname).toBe('127.0.0.1');
    expect(port).not.toBe(new URL(laurel.url).port);
  });

  it('is not on the public port, and nothing else is on its own', async () => {
    expect((await fetch(`${laurel.url}/metrics`)).status).toBe(404);
    const { origin } = new URL(laurel.metricsUrl ?? '');
    for (const at of ['/', '/healthz', '/admin', '/metrics/x']) {
      expect((await fetch(origin + at)).status).toBe(404);
    }
    expect((await fetch(laurel.metricsUrl ?? '', { method: 'POST' })).status).toBe(405);
  });

  it('is read by another parser of the format, with everything that operators watch', async () => {
    await fetch(`${laurel.url}/verify`);
    await vi.waitFor(
      async () => {
        const { families } = await read();
        const jobs = families.get('laurel_jobs_total')?.metrics ?? [];
        expect(jobs.map(({ labels }) => labels?.['job'])).toContain('mail.send');
      },
      { timeout: 20_000, interval: 200 },
    );
    const { families, text } = await read();
    const requests = families.get('laurel_requests_total');
    expect(requests).toMatchObject({ type: 'COUNTER' });
    expect(requests?.metrics).toContainEqual({
      labels: { method: 'GET', route: '/verify', status: '200' },
      value: '1',
    });
    // This parser puts the series of a histogram together, whatever their labels.
    expect(families.get('laurel_store_command_duration_seconds')).toMatchObject({
      type: 'HISTOGRAM',
    });
    expect(text).toMatch(/^laurel_store_command_duration_seconds_count\{command="find"\} [1-9]/m);
    const queues = families
      .get('laurel_queue_depth')
      ?.metrics.map(({ labels }) => labels?.['queue']);
    expect(queues).toEqual(expect.arrayContaining(['awards.check', 'courses', 'awards']));
    expect(families.get('laurel_store_up')?.metrics).toEqual([{ value: '1' }]);
    expect(families.get('nodejs_eventloop_lag_p99_seconds')).toMatchObject({ type: 'GAUGE' });
    for (const { name, help } of families.values()) expect([name, help]).not.toContain('');
  });

  it('has a route for every answer, so that addresses of nothing add no series', async () => {
    const count = async () => (await read()).families.get('laurel_requests_total')?.metrics.length;
    await fetch(`${laurel.url}/nowhere`);
    const before = await count();
    for (let n = 0; n < 50; n += 1) await fetch(`${laurel.url}/nowhere/${n}?x=${n}`);
    expect(await count()).toBe(before);
  });

  it('is nowhere where nobody asked for it', async () => {
    const own = await mkdtemp(path.join(tmpdir(), 'laurel-metrics-'));
    const without = await start({ METRICS_PORT: '', LOG_LEVEL: 'silent', DATA_DIR: own });
    expect([without.metricsUrl, without.metrics]).toEqual([undefined, undefined]);
    await without.close();
    await rm(own, { recursive: true, force: true });
  });

  it('stops the start with one line that names METRICS_PORT where its port is taken', async () => {
    const own = await mkdtemp(path.join(tmpdir(), 'laurel-metrics-'));
    const { port } = new URL(laurel.metricsUrl ?? '');
    await expect(start({ METRICS_PORT: port, LOG_LEVEL: 'silent', DATA_DIR: own })).rejects.toThrow(
      /^METRICS_PORT: expected a free port/,
    );
    await rm(own, { recursive: true, force: true });
  });
});

describe('the dashboard and the alerts', () => {
  it('ask for metrics that there are', async () => {
    const { text } = await read();
    const known = new Set(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
        type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    );
    for (const file of [
      'config/grafana-dashboard.json',
      'config/alerts.yaml',
      'docs/operations.md',
    ]) {
      const asked = (await readFile(file, 'utf8')).match(/\b(laurel|nodejs|process)_[a-z0-9_]+\b/g);
      expect(asked?.length).toBeGreaterThan(5);
      expect((asked ?? []).filter((name) => !known.has(name))).toEqual([]);
    }
    JSON.parse(await readFile('config/grafana-dashboard.json', 'utf8'));
  });
});
