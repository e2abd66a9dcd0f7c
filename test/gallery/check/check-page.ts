import type { Page } from 'playwright-core';

/** What a page does wrong, for whom. */
export interface Violation {
  /** How the page was looked at, such as `en light`. */
  readonly mode: string;
  /** A rule of axe, or one of in-page.js. */
  readonly rule: string;
  readonly selector: string;
}

type Check = 'structure' | 'contrast' | 'layout';

/** The page's own scripts have run, and axe is there. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  for (const file of ['axe.min.js', 'in-page.js'])
    await page.addScriptTag({ url: new URL(`/check/${file}`, url).href });
}

const NARROW = { width: 320, height: 800 };
const WIDE = { width: 1280, height: 800 };
/** Nothing is between two colours while it is looked at. */
const STILL = { reducedMotion: 'reduce' } as const;

/**
 * Looks at one page of the gallery: structure, contrast in each scheme, and whether it fits 320 px, with wider letters too.
 * @param urls the page from left to right, and from right to left
 */
export async function checkPage(
  page: Page,
  urls: { readonly ltr: string; readonly rtl: string },
): Promise<Violation[]> {
  const violations: Violation[] = [];
  const check = async (name: Check, mode: string) => {
    const found = await page.evaluate<Omit<Violation, 'mode'>[]>(`laurelChecks.${name}()`);
    violations.push(...found.map((one) => ({ mode, ...one })));
  };
  const draw = (colorScheme: 'light' | 'dark', forcedColors: 'none' | 'active') =>
    page.emulateMedia({ ...STILL, colorScheme, forcedColors });

  await draw('light', 'none');
  await page.setViewportSize(WIDE);
  await open(page, urls.ltr);
  await check('structure', 'en');
  await check('contrast', 'light');
  await draw('dark', 'none');
  await check('contrast', 'dark');
  await draw('light', 'active');
  await check('contrast', 'forced colours');
  await draw('light', 'none');
  await page.setViewportSize(NARROW);
  await check('layout', 'en 320 px');
  await open(page, urls.rtl);
  await check('structure', 'ar 320 px');
  await check('layout', 'ar 320 px');
  return violations;
}
