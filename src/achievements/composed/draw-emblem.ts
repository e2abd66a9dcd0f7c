import { fitText, outline } from './text/fit-text.js';
import type { Place } from './families/family.js';
import { n } from './shapes.js';

/** An emblem with what it takes to draw it. */
export type DrawnEmblem =
  | { readonly kind: 'none' }
  /** `body`: SVG of an icon of 256 × 256 units, in `currentColor`. */
  | { readonly kind: 'icon'; readonly body: string }
  | { readonly kind: 'letters'; readonly letters: string }
  /** A PNG. */
  | { readonly kind: 'logo'; readonly png: Uint8Array };

/** A logo stands on white, as most are made for paper. */
function drawLogo(png: Uint8Array, { x, y, size }: Place): string {
  const side = size * 1.12;
  const inner = size * 0.9;
  const href = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return (
    `<rect x="${n(x - side / 2)}" y="${n(y - side / 2)}" width="${n(side)}" height="${n(side)}" rx="${n(size * 0.2)}" fill="#ffffff"/>` +
    `<image x="${n(x - inner / 2)}" y="${n(y - inner / 2)}" width="${n(inner)}" height="${n(inner)}" preserveAspectRatio="xMidYMid meet" href="${href}"/>`
  );
}

/** Draws an emblem into its place; letters that no font has are left out. */
export function drawEmblem(emblem: DrawnEmblem, place: Place, colour: string): string {
  const { x, y, size } = place;
  switch (emblem.kind) {
    case 'none':
      return '';
    case 'icon': {
      const scale = (size / 256).toFixed(4);
      const body = emblem.body.replaceAll('currentColor', colour);
      return `<g transform="translate(${n(x - size / 2)} ${n(y - size / 2)}) scale(${scale})">${body}</g>`;
    }
    case 'letters': {
      const box = {
        x,
        y,
        width: size * 1.3,
        height: size,
        lines: 1,
        maxSize: Math.round(size * 1.1),
        minSize: 12,
      };
      const fitted = fitText(emblem.letters, box);
      return fitted === null ? '' : outline(fitted, x, colour);
    }
    case 'logo':
      return drawLogo(emblem.png, place);
  }
}
