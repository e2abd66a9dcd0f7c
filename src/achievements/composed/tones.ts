import { contrastOf } from '../art/palettes.js';
import { hexOf, oklchOf } from './oklch.js';

/** The two colours that are chosen, `#rrggbb`. */
export interface ArtColours {
  readonly main: string;
  readonly accent: string;
}

/** A surface and what is read on it: `ink` is at least 4.5 : 1 (WCAG 2.2, 1.4.3). */
export interface Surface {
  readonly fill: string;
  readonly ink: string;
}

/** All colours of a badge, made from the two. */
export interface Tones {
  readonly main: Surface;
  /** Darker than main: rims, ribbons' backs, bands. */
  readonly deep: Surface;
  /** Almost white, with a tinge of main. */
  readonly light: Surface;
  readonly accent: Surface;
  /** Main's facets: a little lighter, a little darker. Nothing is read on them alone. */
  readonly high: string;
  readonly low: string;
  /** The shaded side of what is accent. */
  readonly accentLow: string;
}

export type SurfaceName = 'main' | 'deep' | 'light' | 'accent';

/** What graphics need beside what is next to them (WCAG 2.2, 1.4.11). */
export const GRAPHIC_CONTRAST = 3;

const WHITE = '#ffffff';

function surface(fill: string, dark: string): Surface {
  return { fill, ink: contrastOf(WHITE, fill) >= contrastOf(dark, fill) ? WHITE : dark };
}

/** Makes all tones from two colours. The same colours always give the same tones. */
export function tonesOf({ main, accent }: ArtColours): Tones {
  const base = oklchOf(main);
  const gold = oklchOf(accent);
  const step = (by: number, chroma = 1) => hexOf({ ...base, l: base.l + by, c: base.c * chroma });
  const dark = hexOf({ l: 0.2, c: Math.min(base.c, 0.05), h: base.h });
  // A rim has to differ from main, however dark main is.
  const deep = base.l > 0.32 ? step(-0.13) : step(0.14);
  return {
    main: surface(main, dark),
    deep: surface(deep, dark),
    light: surface(hexOf({ l: 0.955, c: Math.min(base.c * 0.22, 0.03), h: base.h }), dark),
    accent: surface(accent, dark),
    high: step(0.045),
    low: step(-0.045),
    accentLow: hexOf({ ...gold, l: gold.l - 0.11 }),
  };
}

/** What is wrong with two colours, and the accent that would do instead. */
export interface ColourTrouble {
  readonly ratio: number;
  readonly needed: number;
  /** The nearest accent of the same hue that is told apart. */
  readonly suggestion: string;
}

/**
 * Whether two colours can stand beside each other: what is drawn in accent on main, and on its darker shade, is
 * told apart from it.
 * Words need no check: their colour is chosen by ours, black or white, whichever is read better.
 */
export function findColourTrouble({ main, accent }: ArtColours): ColourTrouble | null {
  const { deep } = tonesOf({ main, accent });
  const beside = (one: string) => Math.min(contrastOf(main, one), contrastOf(deep.fill, one));
  const ratio = beside(accent);
  if (ratio >= GRAPHIC_CONTRAST) return null;
  const from = oklchOf(accent);
  const steps = Array.from({ length: 100 }, (_, index) => (index + 1) / 100);
  const away = steps.flatMap((by) => [from.l + by, from.l - by]);
  const found = away
    .filter((l) => l >= 0 && l <= 1)
    .map((l) => hexOf({ ...from, l }))
    .find((one) => beside(one) >= GRAPHIC_CONTRAST + 0.05);
  return {
    ratio: Math.floor(ratio * 10) / 10,
    needed: GRAPHIC_CONTRAST,
    suggestion: found ?? (contrastOf(WHITE, main) > 4.5 ? WHITE : '#000000'),
  };
}
