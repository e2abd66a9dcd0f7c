import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser, launch } from '../support/lms/index.js';
import { activate, openWorld, type Closing } from './open-world.js';
import { PATIENCE_MS, type Program } from './processes.js';

const run = promisify(execFile);
const MB = 1_048_576;

/** What an image holds; nothing else of the repository is there. */
const SHIPPED = ['dist', 'public', 'config', 'docs', 'package.json', 'scripts/laurel.mjs'];

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>
  >;
}

let folder = '';
const closing: Closing = [];

/** The folders of packages that `npm ci --omit=dev` installs here, as the lock file says. */
async function productionPackages(): Promise<string[]> {
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lock;
  const names = Object.entries(packages)
    .filter(([name, { dev, devOptional }]) => name !== '' && !dev && !devOptional)
    .map(([name]) => name);
  const isHere = await Promise.all(names.map((name) => stat(name).catch(() => null)));
  return names.filter((_name, at) => isHere[at] !== null);
}

async function bytesOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(async ({ parentPath, name }) => stat(path.join(parentPath, name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}

beforeAll(async () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  folder = await mkdtemp(path.join(tmpdir(), 'laurel-built-'));
  for (const name of [...SHIPPED, ...(await productionPackages())])
    await cp(name, path.join(folder, name), { recursive: true });
}, PATIENCE_MS);
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what was built, in a folder with the packages of production alone', () => {
  it('needs less than 100 MB of packages, and names those whose code it holds', async () => {
    expect(await bytesOf(path.join(folder, 'node_modules'))).toBeLessThan(100 * MB);
    const licences = await readFile(path.join(folder, 'dist/THIRD-PARTY.txt'), 'utf8');
    for (const name of ['express', 'mongoose', 'jsonld', 'handlebars', 'harfbuzzjs'])
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
  });

  it(
    'passes the journey from a launch to a verified badge and its files, answers in every language, and ends',
    async () => {
      const program: Program = { args: ['dist/main.js'], cwd: folder };
      const world = await openWorld(closing, 'moodle', undefined, program);
      const { proxy, platform, tool, count, processes } = world;

      const login = new URL(`${proxy.url}/lti/login`);
      const { issuer: iss, clientId: client_id } = tool;
      const target_link_uri = `${proxy.url}/lti/launch`;
      login.search = String(
        new URLSearchParams({ iss, client_id, target_link_uri, login_hint: '1' }),
      );
      const redirect = await fetch(login, { redirect: 'manual' });
      expect(redirect.status, await redirect.text()).toBe(302);
      expect(redirect.headers.get('location')).toContain(tool.authorizationUrl);

      await activate(world);
      platform.setGrade('learner1', tool.link.column!, 80);
      await expect
        .poll(() => count('credentials'), { timeout: PATIENCE_MS, interval: 200 })
        .toBe(1);
      const browser = createBrowser();
      const { response: mine } = await launch(platform, { as: 'learner1', browser });
      const href = /href="(\/my\/badges\/[\w-]+)"/.exec(mine.text)?.[1] ?? '';
      const badge = await browser.get(`${proxy.url}${href}`);
      const shared = await browser.submit(badge, { visibility: 'public' }, '/share');
      const address = /http:\/\/localhost:\d+\/credentials\/[\w-]+/.exec(shared.text)?.[0] ?? '';

      // In worker processes: a file that a stranger sends is read, and pictures are drawn.
      const png = await fetch(`${address}.png`);
      const picture = Buffer.from(await png.arrayBuffer());
      expect(picture.subarray(1, 4).toString('latin1')).toBe('PNG');
      const pdf = await fetch(`${address}.pdf`);
      expect(
        Buffer.from(await pdf.arrayBuffer())
          .subarray(0, 5)
          .toString('latin1'),
      ).toBe('%PDF-');
      const report = await fetch(`${proxy.url}/api/verify`, {
        method: 'POST',
        body: picture,
        headers: { 'content-type': 'image/png' },
      });
      expect(await report.json()).toMatchObject({ verdict: 'valid' });

      for (const language of ['en', 'de', 'es', 'fr', 'pl', 'ar'])
        for (const page of ['/verify', '/help/learners']) {
          const answer = await fetch(`${proxy.url}${page}`, {
            headers: { 'accept-language': language },
          });
          expect(answer.status, page).toBe(200);
          expect(await answer.text(), page).toContain(`<html lang="${language}"`);
        }
      for (const page of ['/help/errors', '/public/verify.bundle.js', '/public/fonts/fonts.css'])
        expect((await fetch(`${proxy.url}${page}`)).status, page).toBe(200);

      for (const { child } of [processes.guest, processes.owner]) {
        const ended = new Promise((done) => child.once('exit', done));
        child.kill('SIGTERM');
        expect(await ended).toBe(0);
      }
      const { stdout } = await run(process.execPath, ['scripts/laurel.mjs', 'platform', 'list'], {
        cwd: folder,
        env: {
          ...process.env,
          ...world.env,
          NODE_ENV: 'production',
          PUBLIC_URL: proxy.url.replace('http:', 'https:'),
        },
      });
      expect(stdout).toContain(tool.clientId);
    },
    5 * PATIENCE_MS,
  );
});
