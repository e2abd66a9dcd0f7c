import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { builtFile, lazy } from '../../base/index.js';
import { ICON_NAMES } from './icon-names.js';

const require = createRequire(import.meta.url);

const PATH = /<path d="[^"<>]+"\/>/g;

/** Outlines alone: nothing of an icon can be a script, a style or a reference. */
function isOutlines(body: string): boolean {
  if (/^<path fill="currentColor" d="[^"<>]+"\/>$/.test(body)) return true;
  const [, inner = ''] = /^<g fill="currentColor">(.+)<\/g>$/.exec(body) ?? [];
  return inner !== '' && inner.replace(PATH, '') === '';
}

const iconSet = z.object({ icons: z.record(z.string(), z.object({ body: z.string() })) });

/**
 * The chosen icons of Phosphor Icons (MIT, © Phosphor Icons), filled ones, each 256 × 256 units in `currentColor`. The package holds
 * thousands in one file, of which the build keeps the filled ones: it is read when the first is asked for, and only the chosen ones are kept.
 */
const readBodies = lazy((): ReadonlyMap<string, string> => {
  const file = builtFile('icons.json') ?? require.resolve('@iconify-json/ph/icons.json');
  const { icons } = iconSet.parse(JSON.parse(readFileSync(file, 'utf8')));
  return new Map(
    ICON_NAMES.map((name) => {
      const body = icons[`${name}-fill`]?.body ?? '';
      if (!isOutlines(body))
        throw new TypeError(`${file} has no icon ${name} that is outlines alone`);
      return [name, body];
    }),
  );
});

/** An icon as SVG; null for a name that is none of the chosen. */
export const iconBody = (name: string): string | null => readBodies().get(name) ?? null;

const readSprite = lazy(() => {
  const symbols = [...readBodies()].map(
    ([name, body]) => `<symbol id="${name}" viewBox="0 0 256 256">${body}</symbol>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
  return { svg };
});

/** All icons as the symbols of one SVG, for pages to show by `<use href="…#name">`. */
export const iconSprite = (): string => readSprite().svg;
