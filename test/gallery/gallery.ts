/**
 * Shows every part of the design system on one page and takes its picture at 320 and 1280 px, light and dark.
 * `node --import tsx test/gallery/gallery.ts out/gallery`
 */
import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { chromium } from 'playwright-core';
import { createAssets } from '../../src/web/assets.js';
import { readLocales } from '../../src/web/locale.js';
import { createViews } from '../../src/web/views.js';
import { findChromium } from '../journeys/chromium.js';

const out = process.argv[2] ?? 'out/gallery';
mkdirSync(out, { recursive: true });

const folder = mkdtempSync(path.join(tmpdir(), 'laurel-gallery-'));
cpSync('views', folder, { recursive: true });
cpSync('test/gallery/gallery.hbs', path.join(folder, 'gallery.hbs'));

const soon = new Date(Date.now() + 14 * 60_000);
const model = {
  title: 'Gallery',
  soon,
  nav: [
    { href: '/my', label: 'My badges', current: true },
    { href: '/my/next', label: 'What I can earn' },
  ],
  form: {
    values: { title: 'Two samples', mark: '170', criteria: '' },
    errors: { mark: 'Please enter 100 or less.' },
  },
  badges: ['Two samples', 'Regression', 'Experiments'].map((title, n) => ({
    href: `/b/${n}`,
    title,
    image: '/public/logo.svg',
    alt: '',
    text: 'The earner can choose, compute and explain a fitting test.',
    tag: n === 0 ? 'Earned' : '',
    tagKind: 'success',
    meta: n === 0 ? '4 May 2026' : '12 points to go',
    locked: n > 0,
  })),
};

const assets = createAssets();
const views = createViews(folder);
const locales = readLocales();
const app = express();
app.use(...assets.serve);
app.get('/{:view}', (req, res) => {
  const wish = typeof req.query.lang === 'string' ? [req.query.lang] : [];
  const page = {
    locale: locales.choose(wish),
    now: new Date(),
    csrfToken: 'csrf',
    frameToken: req.query.frame === undefined ? undefined : 'frame',
    returnUrl: undefined,
    asset: assets.url,
  };
  const names: Record<string, string> = { home: 'web/home', error: 'errors/error' };
  const error = {
    title: 'Please come in again',
    message: 'Your visit here has ended.',
    action: 'Go back to your course and open Laurel from there again.',
    reference: 'aBcDeFgHiJkLmNoPqRsTuV',
  };
  const view = names[String(req.params.view)] ?? 'gallery';
  res
    .type('html')
    .send(views.renderPage(view, { ...model, ...(view === 'gallery' ? {} : error) }, page));
});

const server = app.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const { port } = server.address() as AddressInfo;
const executablePath = findChromium();
if (executablePath === undefined) throw new Error('no Chromium was found');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
for (const view of ['gallery', 'gallery?frame', 'gallery?lang=ar', 'home', 'error']) {
  for (const width of [320, 1280]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
      await page.goto(`http://127.0.0.1:${port}/${view}`);
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      if (Number(wide) > width) console.error(`${view} is ${String(wide)} px wide at ${width} px`);
      const name = `${view.replaceAll(/\W+/g, '-')}-${width}-${colorScheme}.png`;
      await page.screenshot({ path: path.join(out, name), fullPage: true });
      await page.close();
    }
  }
}
await browser.close();
server.close();
