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
const ROUNDS = 5;

const listen = (app: express.Express): Promise<string> =>
  new Promise((resolve) => {
    const server = http.createServer(app).listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });

/** Processor time of this process for one 304, in milliseconds, while a process of its own asks. */
async function cpuOf304(url: string, tag: string, ms: number): Promise<number> {
  const before = process.cpuUsage();
  const child = spawn(process.execPath, ['--import', 'tsx', LOAD, url, String(ms), '16', tag]);
  let text = '';
  child.stdout.on('data', (data: Buffer) => (text += data.toString()));
  child.stderr.pipe(process.stderr);
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error('the load could not be made');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / (JSON.parse(text) as { done: number }).done;
}

async function tagOf(url: string): Promise<string> {
  const { headers } = await fetch(url, {
    headers: { accept: 'text/html', 'accept-language': 'en' },
  });
  return headers.get('etag') ?? '';
}

/**
 * What it costs to tell a reader that they have a public answer already, beside a bare Express route that sends the same page
 * with Express's own tag, by turns. `ratio304` is the badge page's cost over the bare one's: 1 is the same, less is cheaper.
 */
export default async function bench(): Promise<object> {
  const store = await startTestStore();
  const settings = parseSettings(
    {
      PUBLIC_URL: 'https://badges.example.edu',
      ISSUER_NAME: 'Example University',
      ISSUER_URL: 'https://example.edu',
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    },
    'test',
  );
  const laurel = await createLaurel(settings, createLogger('error'), { store });
  const { id } = await laurel.credentials.issue({ ...orderOf(1), visibility: 'link' });
  const origin = await listen(laurel.app);
  const page = `/credentials/${id}`;
  const body = await (await fetch(origin + page, { headers: { accept: 'text/html' } })).text();
  const bare = express();
  bare.get('/credentials/:id', (_req, res) => void res.type('html').send(body));
  const bareOrigin = await listen(bare);

  const urls = {
    bare: bareOrigin + page,
    page: origin + page,
    'page.json': `${origin}${page}.json`,
    'qr.svg': `${origin}${page}/qr.svg`,
    'did.json': `${origin}/.well-known/did.json`,
  };
  const costs = Object.fromEntries(Object.keys(urls).map((name) => [name, [] as number[]]));
  for (let round = -1; round < ROUNDS; round += 1)
    for (const [name, url] of Object.entries(urls)) {
      const cost = await cpuOf304(url, await tagOf(url), round < 0 ? 500 : 1_500);
      if (round >= 0) costs[name]?.push(cost);
    }
  const medians = Object.fromEntries(
    Object.entries(costs).map(([name, values]) => [name, median(values)]),
  );
  for (const [name, cost] of Object.entries(medians))
    console.log(`${name.padEnd(12)} ${cost.toFixed(4)} ms a 304`);
  const { page: ours = NaN, bare: theirs = NaN } = medians;
  return { ratio304: Number((ours / theirs).toFixed(2)), cpuMs: Number(ours.toFixed(3)) };
}
