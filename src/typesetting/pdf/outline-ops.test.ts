import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { facesOf, SANS } from '../faces.js';
import { outlineOps } from './outline-ops.js';

/** The operators as SVG path data again: operands stand before their operator there, and behind it here. */
function asSvg(ops: string): string {
  let path = '';
  let operands: string[] = [];
  for (const token of ops.split(' ')) {
    if (!/^[mlchf]$/.test(token)) {
      operands.push(token);
      continue;
    }
    if (token !== 'f') path += (token === 'h' ? 'Z' : token.toUpperCase()) + operands.join(' ');
    operands = [];
  }
  return path;
}

function pixels(path: string): Buffer {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-200 -1200 1600 1800"><path transform="scale(1 -1)" d="${path}"/></svg>`;
  return new Resvg(svg, { fitTo: { mode: 'width', value: 200 } }).render().pixels;
}

describe('the outline of a glyph in PDF’s operators', () => {
  it.each([...'ثشيگéçäÅ%8'])('is that of the font: %s', (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    const shaper = facesOf(SANS)
      .find((face) => face.has(code))
      ?.shaper();
    const outline = shaper?.outlineOf(shaper.glyphOf(code) ?? 0) ?? '';
    const ops = outlineOps(outline);
    expect(ops).toMatch(/^-?[\d.]+ -?[\d.]+ m .*h f$/);
    const [drawn, wanted] = [pixels(asSvg(ops)), pixels(outline)];
    expect(wanted.some((value) => value > 0)).toBe(true);
    // Edges may be smoothed otherwise, where a curve is written as another kind of curve; no ink is elsewhere.
    const apart = wanted.filter((value, at) => Math.abs(value - (drawn[at] ?? 0)) > 64);
    expect([...apart]).toEqual([]);
  });
});
