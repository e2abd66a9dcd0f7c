import { renderPng } from '../art/draw-art.js';
import { wrapPng } from '../read-picture.js';
import type { ComposedDrawing } from './draw-composed.js';

const LARGE_BYTES = 49_152;
const SIDE = 384;

/** The same with a logo of no more pixels than a badge shows: a picture of a megabyte would be in every badge file. */
export function withSmallLogo(drawing: ComposedDrawing): ComposedDrawing {
  const { emblem } = drawing;
  if (emblem.kind !== 'logo' || emblem.png.length <= LARGE_BYTES) return drawing;
  const png = renderPng(wrapPng(Buffer.from(emblem.png)), SIDE);
  return { ...drawing, emblem: { kind: 'logo', png } };
}
