import { contrastOf } from '../../achievements/index.js';

/** The contrast that text needs with its background (WCAG 2.2, 1.4.3). */
export const LEAST_CONTRAST = 4.5;
const STEPS = 40;

const partsOf = (hex: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** A colour on its way to another. */
export const mix = (from: string, to: string, share: number): string => {
  const target = partsOf(to);
  const parts = partsOf(from).map((part, index) =>
    Math.round(part + ((target[index] ?? 0) - part) * share)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${parts.join('')}`;
};

/**
 * @returns the colour itself where it is readable on a ground, else the nearest one towards black or white that is
 * @param accent `#rrggbb`
 */
export function readableOn(ground: string, accent: string): string {
  const isLight = contrastOf(ground, '#000000') > contrastOf(ground, '#ffffff');
  const end = isLight ? '#000000' : '#ffffff';
  for (let step = 0; step <= STEPS; step++) {
    const colour = mix(accent, end, step / STEPS);
    if (contrastOf(ground, colour) >= LEAST_CONTRAST) return colour;
  }
  return end;
}
