import { readFileSync } from 'node:fs';
import * as hb from 'harfbuzzjs';
import { lazy } from '../base/index.js';

export type Direction = 'ltr' | 'rtl';

/** A glyph as it is placed; lengths in units of the font. */
export interface Glyph {
  readonly id: number;
  readonly advance: number;
  readonly dx: number;
  readonly dy: number;
  /** Where the characters that it stands for begin in the text; glyphs of one cluster share it. */
  readonly cluster: number;
}

/** Glyphs from left to right. */
export interface Shaped {
  readonly glyphs: readonly Glyph[];
  readonly advance: number;
}

export interface Shaper {
  readonly unitsPerEm: number;
  /** @param script ISO 15924, such as `Deva` */
  shape(text: string, direction: Direction, script: string): Shaped;
  /** How wide a glyph is by itself. */
  widthOf(glyph: number): number;
  /** The glyph of a character by itself; null where there is none. */
  glyphOf(codePoint: number): number | null;
  /** The outline of a glyph as SVG path data, y upwards. */
  outlineOf(glyph: number): string;
}

/** One for the process: its content is replaced with each text. */
const buffer = lazy(() => new hb.Buffer());

/** Shapes texts by the rules of a font file (OpenType Layout), with HarfBuzz. */
export function createShaper(file: string): Shaper {
  const bytes = readFileSync(file);
  const own = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const face = new hb.Face(new hb.Blob(own));
  const font = new hb.Font(face);
  return {
    unitsPerEm: face.upem,
    shape(text, direction, script) {
      const work = buffer();
      work.reset();
      work.setClusterLevel(hb.ClusterLevel.MONOTONE_GRAPHEMES);
      work.addText(text);
      work.setDirection(direction === 'rtl' ? hb.Direction.RTL : hb.Direction.LTR);
      work.setScript(script);
      hb.shape(font, work);
      const glyphs = work.getGlyphInfosAndPositions().map((glyph) => ({
        id: glyph.codepoint,
        advance: glyph.xAdvance ?? 0,
        dx: glyph.xOffset ?? 0,
        dy: glyph.yOffset ?? 0,
        cluster: glyph.cluster,
      }));
      return { glyphs, advance: glyphs.reduce((sum, { advance }) => sum + advance, 0) };
    },
    widthOf: (glyph) => font.glyphHAdvance(glyph),
    glyphOf: (codePoint) => font.nominalGlyph(codePoint) ?? null,
    outlineOf: (glyph) => font.glyphToPath(glyph),
  };
}
