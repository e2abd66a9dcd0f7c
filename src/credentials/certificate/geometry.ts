import type { Family } from '../../typesetting/index.js';
import type { Design, Orientation, Paper } from '../issuer/brand.js';
import type { Box } from './page-items.js';

/** Paper sizes in points: A4 (ISO 216) and Letter (ANSI/ASME Y14.1), the short side first. */
const PAPER: Record<Paper, readonly [number, number]> = {
  a4: [595.28, 841.89],
  letter: [612, 792],
};

export interface Traits {
  readonly family: Family;
  readonly align: 'start' | 'center';
  readonly margin: number;
  /** The height of a strip of the accent colour at the page's top, with the issuer on it; 0: none. */
  readonly band: number;
  /** On which side of the text the badge's picture stands where there is room; else it stands above. */
  readonly art: 'start' | 'end' | 'top';
}

export const TRAITS: Record<Design, Traits> = {
  classic: { family: 'sans', align: 'start', margin: 54, band: 0, art: 'start' },
  formal: { family: 'serif', align: 'center', margin: 58, band: 0, art: 'top' },
  modern: { family: 'sans', align: 'start', margin: 48, band: 74, art: 'end' },
  minimal: { family: 'serif', align: 'start', margin: 64, band: 0, art: 'end' },
};

export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly traits: Traits;
  readonly isLandscape: boolean;
  /** The area within the margins. */
  readonly inner: Box;
  /** The column of the texts. */
  readonly column: { readonly x: number; readonly width: number };
  readonly art: Box;
}

const GAP = 32;

/** @returns where things stand on the first page, for a language from left to right */
export function geometryOf(design: Design, paper: Paper, orientation: Orientation): Geometry {
  const traits = TRAITS[design];
  const isLandscape = orientation === 'landscape';
  const [short, long] = PAPER[paper];
  const [width, height] = isLandscape ? [long, short] : [short, long];
  const { margin, band } = traits;
  const top = band === 0 ? margin : band + 28;
  const inner = { x: margin, y: top, width: width - 2 * margin, height: height - top - margin };
  const shared = { width, height, traits, isLandscape, inner };
  if (isLandscape && traits.art !== 'top') {
    const side = 160;
    const atStart = traits.art === 'start';
    return {
      ...shared,
      column: { x: atStart ? margin + side + GAP : margin, width: inner.width - side - GAP },
      art: { x: atStart ? margin : width - margin - side, y: top, width: side, height: side },
    };
  }
  if (isLandscape) {
    // The width between logo and picture, which stand in the upper corners.
    const side = 104;
    const reach = side + GAP / 2;
    return {
      ...shared,
      column: { x: margin + reach, width: inner.width - 2 * reach },
      art: { x: width - margin - side, y: top, width: side, height: side },
    };
  }
  const side = 128;
  const x = traits.align === 'center' ? (width - side) / 2 : margin;
  return {
    ...shared,
    column: { x: margin, width: inner.width },
    art: { x, y: top, width: side, height: side },
  };
}
