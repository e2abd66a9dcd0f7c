import type { Ornament, PictureItem } from './page-items.js';

/** How far the white reaches beyond the logo, in points. */
const EDGE = 5;

/** The width and height of a PNG by its header (PNG, 11.2.1), in pixels. */
function sizeOf(png: Uint8Array): readonly [number, number] {
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return [header.getUint32(16), header.getUint32(20)];
}

/** Draws white behind a logo for light grounds that stands on a dark one, as large as the logo is once fitted into its box. */
export function plateBehind({ x, y, width, height, png, align }: PictureItem): Ornament {
  const [wide, high] = sizeOf(png);
  const scale = Math.min(width / wide, height / high);
  const [drawnWidth, drawnHeight] = [wide * scale, high * scale];
  const room = { left: 0, center: 0.5, right: 1 }[align ?? 'center'];
  const left = x + (width - drawnWidth) * room - EDGE;
  const top = y + (height - drawnHeight) / 2 - EDGE;
  const right = left + drawnWidth + 2 * EDGE;
  const bottom = top + drawnHeight + 2 * EDGE;
  return { kind: 'ornament', path: `M${left} ${top}H${right}V${bottom}H${left}Z`, fill: '#ffffff' };
}
