import { facesOf, unitsOf, widthOf, wrap } from '../../typesetting/index.js';
import type { Face, Family, HanStyle, Weight } from '../../typesetting/index.js';

/** How a text is set. Lengths are in points. */
export interface Style {
  readonly family: Family;
  readonly weight: Weight;
  readonly size: number;
  /** The smallest size that the text is set in. */
  readonly smallest: number;
  readonly color: string;
  /** The distance between baselines, in font sizes. */
  readonly leading: number;
  /** The number of lines beyond which the text is set smaller; at its smallest size it takes as many as it needs. */
  readonly wishedLines?: number;
}

/** A text broken into lines. */
export interface SetText {
  readonly lines: readonly string[];
  readonly size: number;
  readonly leading: number;
  readonly faces: readonly Face[];
  readonly height: number;
}

/** How much smaller each attempt is, in points. */
const STEP = 0.5;

/** How wide the widest is of what must not be broken, in ems. */
const widestUnit = (text: string, faces: readonly Face[]): number =>
  text
    .split(/\n+/)
    .flatMap(unitsOf)
    .reduce((most, unit) => Math.max(most, widthOf(unit.text, faces)), 0);

/**
 * Sets a text into a width: at its size times `scale`, smaller where it would take more lines than wished or a word
 * would be broken, and never below its smallest size. Nothing is left out.
 */
export function setText(
  text: string,
  style: Style,
  width: number,
  { scale, han }: { readonly scale: number; readonly han: HanStyle },
): SetText {
  const faces = facesOf({ family: style.family, weight: style.weight, han });
  const { smallest, wishedLines = Infinity } = style;
  const smaller = (from: number) => Math.max(smallest, from - STEP);
  let size = Math.max(smallest, style.size * scale);
  if (wishedLines < Infinity) {
    const widest = widestUnit(text, faces);
    // Where a word is wider than the line at every size, none but the smallest is tried: each try would cost a breaking of it.
    while (size > smallest && widest * size > width) size = smaller(size);
  }
  let lines = wrap(text, faces, { width: width / size });
  while (size > smallest && lines.length > wishedLines) {
    size = smaller(size);
    lines = wrap(text, faces, { width: width / size });
  }
  const leading = size * style.leading;
  return { lines, size, leading, faces, height: lines.length * leading };
}

const INK = '#20261f';
const SOFT = '#586052';
const RED = '#a3302a';

/** The smallest sizes of text and of fine print, in points. */
export const SMALLEST_TEXT = 8;
export const SMALLEST_FINE = 7;

/** @returns the styles of a certificate; headings are in the design's own family */
export function stylesOf(family: Family, accent: string) {
  const text = {
    family: 'sans',
    weight: 'regular',
    smallest: SMALLEST_TEXT,
    color: INK,
    leading: 1.42,
  } as const;
  return {
    issuer: { ...text, family, weight: 'bold', size: 15, color: accent, leading: 1.3 },
    small: { ...text, size: 12, color: SOFT },
    name: {
      ...text,
      family,
      weight: 'bold',
      size: 34,
      smallest: 14,
      leading: 1.25,
      wishedLines: 2,
    },
    badgeName: {
      ...text,
      family,
      weight: 'bold',
      size: 25,
      smallest: 12,
      color: accent,
      leading: 1.25,
      wishedLines: 2,
    },
    body: { ...text, size: 11 },
    label: { ...text, weight: 'bold', size: 10, color: SOFT },
    fact: { ...text, size: 11 },
    withdrawn: { ...text, weight: 'bold', size: 12, color: RED },
    signatory: { ...text, weight: 'bold', size: 9.5, leading: 1.3, wishedLines: 2 },
    office: { ...text, size: 9, color: SOFT, leading: 1.3, wishedLines: 2 },
    fine: { ...text, size: 7.5, smallest: SMALLEST_FINE, color: SOFT, leading: 1.35 },
  } satisfies Record<string, Style>;
}

export type Styles = ReturnType<typeof stylesOf>;
