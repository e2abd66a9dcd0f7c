import { spawn } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { createLaurel } from '../../src/app.js';
import { createLogger, parseSettings } from '../../src/base/index.js';
import { startTestStore } from '../../src/store/index.js';
import { median } from './measure.js';
import { orderOf } from './world.js';

const LOAD = fileURLToPath(new URL('./load.ts', import.meta.url));

const listen = (app: express.Express): Promise<string> =>
  new Promise((resolve) => {
    const server = http.createServer(app).listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });

/** Answers per CPU-second of this process while a process of its own asks. */
async function load(url: string, ms: number): Promise<{ perCpuSecond: number; p99Ms: number }> {
  const before = process.cpuUsage();
  const child = spawn(process.execPath, ['--import', 'tsx', LOAD, url, String(ms), '16']);
  let text = '';
  child.stdout.on('data', (data: Buffer) => (text += data.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error('the load could not be made');
  const { user, system } = process.cpuUsage(before);
  const { done, p99Ms } = JSON.parse(text) as { done: number; p99Ms: number };
  return { perCpuSecond: (done / (user + system)) * 1e6, p99Ms };
}

/** The page of a shared badge beside a bare Express route that sends the same bytes, by turns. */
export default async function bench(): Promise<object> {
  const store = await startTestStore();
  const settings = parseSettings(
    {
      PUBLIC_URL: 'https://badges.example.edu',
      ISSUER_NAME: 'Example University',
      ISSUER_URL: 'https://example.edu',
      ISSUER_LOGO_URL: 'https://example.edu/logo.png',
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    },
    'test',
  );
  const laurel = await createLaurel(settings, createLogger('error'), { store });
  const { id } = await laurel.credentials.issue({ ...orderOf(1), visibility: 'link' });
  const path = `/credentials/${id}`;
  const ours = (await listen(laurel.app)) + path;
  const body = await (await fetch(ours, { headers: { accept: 'text/html' } })).text();
  const bare = express();
  bare.get('/credentials/:id', (_req, res) => void res.type('html').send(body));
  const theirs = (await listen(bare)) + path;

  const results: { ours: number[]; bare: number[]; p99: number[] } = {
    ours: [],
    bare: [],
    p99: [],
  };
  await load(ours, 1_000);
  await load(theirs, 1_000);
  for (let round = 0; round < 5; round++) {
    const one = await load(ours, 2_000);
    results.ours.push(one.perCpuSecond);
    results.p99.push(one.p99Ms);
    results.bare.push((await load(theirs, 2_000)).perCpuSecond);
  }
  console.log(`${body.length} characters a page`);
  console.log(`ours ${median(results.ours).toFixed(0)} per CPU-second`);
  console.log(`bare ${median(results.bare).toFixed(0)} per CPU-second`);
  return {
    ratioToBare: Number((median(results.ours) / median(results.bare)).toFixed(2)),
    p99Ms: Number(median(results.p99).toFixed(1)),
  };
}
