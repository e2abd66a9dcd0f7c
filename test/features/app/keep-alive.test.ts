import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseSettings } from '../../../src/base/index.js';
import { startLaurel } from '../../../src/start.js';

/** How long Caddy keeps an idle connection; nginx and load balancers keep it for less. */
const LONGEST_OF_PROXIES_S = 120;

it('keeps an idle connection for longer than the proxy in front, which closes it first', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'laurel-keep-alive-'));
  const env = { PORT: '0', PUBLIC_URL: 'http://localhost:1', DATA_DIR: folder };
  const settings = parseSettings({ ...env, LOG_LEVEL: 'silent' }, 'demo');
  const laurel = await startLaurel(settings);
  try {
    const answer = await fetch(`${laurel.url}/healthz`);
    const [, seconds] = /timeout=(\d+)/.exec(answer.headers.get('keep-alive') ?? '') ?? [];
    expect(Number(seconds)).toBeGreaterThan(LONGEST_OF_PROXIES_S);
  } finally {
    await laurel.close();
    await rm(folder, { recursive: true, force: true });
  }
});
