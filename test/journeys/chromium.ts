import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.flatMap((dir) => NAMES.map((name) => path.join(dir, name))).find(isExecutable);
}

/** Where `playwright install chromium` puts a browser (https://playwright.dev/docs/browsers). */
function inPlaywrightCache(): string | undefined {
  const cache =
    process.env['PLAYWRIGHT_BROWSERS_PATH'] ??
    (process.platform === 'darwin'
      ? path.join(homedir(), 'Library/Caches/ms-playwright')
      : path.join(homedir(), '.cache/ms-playwright'));
  if (!existsSync(cache)) return undefined;
  const places = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  ];
  return readdirSync(cache)
    .filter((name) => name.startsWith('chromium-'))
    .sort()
    .reverse()
    .flatMap((name) => places.map((place) => path.join(cache, name, place)))
    .find(isExecutable);
}

/** A Chromium on this machine, looked for in CHROMIUM_PATH, on PATH, then in Playwright's cache. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which is not an executable file.`);
  }
  return onPath() ?? inPlaywrightCache();
}

function run(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
}

/** Finds a Chromium or installs one: by apt-get as root on Debian, by Playwright elsewhere. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', 'chromium']);
  } else {
    run(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium']);
  }
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new Error(
    'The browser journeys need Chromium and none could be installed. Install one (Debian: apt-get install chromium; ' +
      'elsewhere: npx playwright install chromium) or name it in CHROMIUM_PATH.',
  );
}

/** Switches that let Chromium run headless, as root too, without reaching for the network. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A person's own browser with a setting of its own for third-party cookies. The setting goes into its profile: there is no
 * switch for it, and a fresh context of a shared browser blocks them in any case.
 */
export async function launchOwnBrowser(settings: { blocksThirdPartyCookies: boolean }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'laurel-chromium-'));
  const { blocksThirdPartyCookies: blocks } = settings;
  const profile = { cookie_controls_mode: blocks ? 1 : 0, block_third_party_cookies: blocks };
  mkdirSync(path.join(folder, 'Default'));
  writeFileSync(path.join(folder, 'Default', 'Preferences'), JSON.stringify({ profile }));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: ensureChromium(),
    args: CHROMIUM_ARGS,
  });
  // The browser may still be writing when it says that it is closed.
  const tidy = { recursive: true, force: true, maxRetries: 50, retryDelay: 100 };
  const close = context.close.bind(context);
  context.close = async (options) => {
    await close(options);
    await rm(folder, tidy);
  };
  return context;
}
