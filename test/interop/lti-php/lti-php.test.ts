import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isInstructor, isLearner } from '../../../src/lti/index.js';
import { createBrowser } from '../../support/lms/index.js';
import { startTool } from '../../support/start-tool.js';

const { LTI_PHP = '', PHP_JWT = '' } = process.env;
const canRun =
  [LTI_PHP, PHP_JWT].every((folder) => folder !== '' && existsSync(path.join(folder, 'src'))) &&
  spawnSync('php', ['-v']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Skipped unless there is a php, and LTI_PHP and PHP_JWT name checkouts of celtic-project/LTI-PHP and firebase/php-jwt. */
describe.skipIf(!canRun)('a platform by the code of LTI-PHP', () => {
  let laurel: Awaited<ReturnType<typeof startTool>>;
  let child: ChildProcess;
  let base = '';
  let folder = '';

  const enter = async (user: string, roles: string) => {
    const browser = createBrowser();
    const query = new URLSearchParams({ user, roles }).toString();
    const start = await browser.get(`${base}/start?${query}`);
    const authorized = await browser.submit(start, {}, '/lti/login');
    return browser.submit(authorized, {}, '/lti/launch');
  };

  beforeAll(async () => {
    laurel = await startTool();
    folder = await mkdtemp(path.join(tmpdir(), 'laurel-php-'));
    const port = await freePort();
    base = `http://localhost:${port}`;
    const env = { BASE: base, TOOL: laurel.url, KEY_FILE: path.join(folder, 'key.pem') };
    const script = path.join(import.meta.dirname, 'platform.php');
    child = spawn('php', ['-d', `session.save_path=${folder}`, '-S', `localhost:${port}`, script], {
      env: { ...process.env, ...env, LTI_PHP, PHP_JWT },
      stdio: 'ignore',
    });
    await vi.waitFor(async () => expect((await fetch(`${base}/keys`)).status).toBe(200), 20_000);
    const { id: platformId, createdAt } = await laurel.lti.platforms.add({
      name: 'LTI-PHP',
      family: 'other',
      issuer: base,
      clientId: 'php-client',
      authorizationUrl: `${base}/auth`,
      tokenUrl: `${base}/token`,
      jwksUrl: `${base}/keys`,
    });
    const approved = { status: 'approved', frameOrigins: [], firstSeenAt: createdAt } as const;
    await laurel.lti.deployments.ensure({ platformId, deploymentId: 'D-1', ...approved });
  });
  afterAll(async () => {
    child.kill();
    await laurel.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    ['Instructor', isInstructor],
    ['Learner', isLearner],
  ] as const)(
    'lets a %s in: an audience as a list, roles and services are read',
    async (role, is) => {
      const answer = await enter(`user-${role}`, role);
      expect(answer.status, answer.text).toBe(200);
      const launch = laurel.launches.at(-1);
      expect(launch).toMatchObject({
        deploymentId: 'D-1',
        user: { id: `user-${role}`, name: 'Ada Lovelace', email: 'ada@example.edu' },
        context: { id: 'c-7', title: 'Physics' },
        resourceLink: { id: 'r-1', title: 'Badges' },
      });
      expect(is(launch?.roles ?? [])).toBe(true);
      expect(launch?.services.ags?.lineItemsUrl).toBe(`${base}/lineitems`);
      expect(launch?.services.nrps?.membershipsUrl).toBe(`${base}/members`);
    },
  );
});
