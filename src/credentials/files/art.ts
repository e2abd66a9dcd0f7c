import { Resvg } from '@resvg/resvg-js';
import { facesOf, hanStyleOf, outlineLine, SANS, widthOf } from '../../typesetting/index.js';

/** The art of a badge: an SVG where there is one (drawn art), and always a PNG. */
export interface Art {
  readonly svg?: string;
  readonly png: Uint8Array;
}

/** @returns the art of an achievement's version by its id (an address); null where none is stored here */
export type FindArt = (achievementId: string) => Promise<Art | null> | Art | null;

const SIDE = 512;

/** @returns up to two initials, to tell plain badges apart */
function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toLocaleUpperCase() ?? '')
    .join('');
}

const INITIALS_SIZE = 176;
const INITIALS_WIDTH = 360;

/** Draws initials as large as the seal allows, in its middle. */
function drawInitials(name: string): string {
  const text = initialsOf(name);
  const faces = facesOf({ ...SANS, weight: 'bold', han: hanStyleOf(name) });
  const ems = widthOf(text, faces);
  const size = Math.min(INITIALS_SIZE, INITIALS_WIDTH / Math.max(ems, 0.01));
  const x = (SIDE - ems * size) / 2;
  return outlineLine(text, faces, { x, baseline: SIDE / 2 + size * 0.352, size });
}

/** @returns a plain badge for achievements without art: a seal with initials */
export function plainSvg(name: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${SIDE}">` +
    '<circle cx="256" cy="256" r="244" fill="#1f6a4d"/>' +
    '<circle cx="256" cy="256" r="212" fill="none" stroke="#e6f0e8" stroke-width="6"/>' +
    `<g fill="#ffffff">${drawInitials(name)}</g></svg>`
  );
}

/** Renders an SVG of this installation as PNG, `width` pixels wide. Its texts are outlines, so no font is needed. */
export function renderPng(svg: string, width: number): Buffer {
  return new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    font: { loadSystemFonts: false },
  })
    .render()
    .asPng();
}
