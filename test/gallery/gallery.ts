/**
 * `npm run gallery`: every view in every state, to look at in a browser, in each language.
 * `npm run gallery -- --pictures DIR [--only VIEW]`: takes the picture of each at 320 and 1280 px, light and dark, from left to
 * right and from right to left, and says which page is wider than its window.
 * `npm run gallery -- --check [--only VIEW]`: looks at each with axe-core (WCAG 2.2 A and AA, best practices), in light, dark and
 * forced colours, from both directions, at 320 px and with wider letters; ends with 1 where something is wrong.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { findChromium } from '../journeys/chromium.js';
import { checkGallery } from './check/check-gallery.js';
import { startGallery, type Gallery } from './serve.js';

const PORT = 4100;
const DIRECTIONS = ['en', 'ar'];

async function takePictures(gallery: Gallery, out: string, only: string): Promise<number> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium was found');
  mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  let tooWide = 0;
  const pages = DIRECTIONS.flatMap((language) => gallery.pages(language));
  for (const { path: at, title } of pages.filter((each) => each.title.startsWith(only))) {
    for (const width of [320, 1280]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
        await page.goto(`${gallery.url}${at}`);
        const wide = Number(await page.evaluate('document.documentElement.scrollWidth'));
        if (wide > width) {
          tooWide += 1;
          console.error(`${at} (${title}) is ${wide} px wide at ${width} px`);
        }
        const name = `${at.slice(1).replaceAll(/\W+/g, '-')}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: path.join(out, name), fullPage: true });
        await page.close();
      }
    }
  }
  await browser.close();
  return tooWide;
}

const { values } = parseArgs({
  options: {
    pictures: { type: 'string' },
    check: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
if (values.pictures !== undefined) {
  const gallery = await startGallery();
  const tooWide = await takePictures(gallery, values.pictures, values.only);
  await gallery.close();
  process.exitCode = tooWide > 0 ? 1 : 0;
} else if (values.check) {
  const gallery = await startGallery();
  const found = await checkGallery(gallery, values.only);
  await gallery.close();
  process.exitCode = found > 0 ? 1 : 0;
} else {
  const gallery = await startGallery(PORT).catch(() => startGallery());
  console.log(`The gallery is at ${gallery.url}. Ctrl-C ends it.`);
}
