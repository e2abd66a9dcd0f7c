import { drawArt, renderPng, type DrawnArt } from './art/draw-art.js';
import { drawComposed, type ComposedDrawing } from './composed/draw-composed.js';
import { withSmallLogo } from './composed/small-logo.js';
import { wrapPng } from './read-picture.js';

/** What a picture is drawn from: data of ours, or what somebody uploaded. */
export type Drawing =
  | { readonly composed: ComposedDrawing }
  | { readonly art: DrawnArt }
  | { readonly svg: string }
  | { readonly png: Uint8Array };

export interface DrawOrder {
  readonly of: Drawing;
  readonly format: 'svg' | 'png';
  /** The width of a PNG, in pixels; absent: its usual one. */
  readonly size?: number;
}

function svgOf(of: Drawing): string {
  if ('composed' in of) return drawComposed(withSmallLogo(of.composed)).svg;
  if ('art' in of) return drawArt(of.art);
  return 'svg' in of ? of.svg : wrapPng(Buffer.from(of.png));
}

/** Draws a badge's picture in a process of its own: what breaks the renderer breaks nothing else. */
export function run({ of, format, size }: DrawOrder): Uint8Array {
  const svg = svgOf(of);
  return format === 'svg' ? Buffer.from(svg) : renderPng(svg, size);
}
