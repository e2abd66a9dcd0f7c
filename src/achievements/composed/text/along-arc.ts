import { setLine, type SetGlyph, type SetLine } from './set-line.js';

/** A band on a circle for one line, read clockwise over the top or counter-clockwise along the bottom. */
export interface ArcBand {
  readonly x: number;
  readonly y: number;
  /** Radii of the band's two edges. */
  readonly inner: number;
  readonly outer: number;
  /** How much of the circle it may take, in degrees. */
  readonly span: number;
  readonly side: 'top' | 'bottom';
  readonly maxSize: number;
  readonly minSize: number;
}

/** Glyphs that keep together: one letter, or a whole word of a script whose letters hang together. */
interface Rigid {
  readonly glyphs: readonly SetGlyph[];
  /** From the line's beginning to its own, and its length, in ems. */
  readonly from: number;
  readonly length: number;
}

const JOINED =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Mongolian}]/u;
const TRACKING = 0.05;

/** Marks stay with their letters. */
function rigidOf({ glyphs }: SetLine, isJoined: boolean): Rigid[] {
  const groups: SetGlyph[][] = [];
  for (const glyph of glyphs) {
    const last = groups.at(-1);
    const isGap = glyph.path === '';
    const isMark = glyph.cluster === last?.[0]?.cluster;
    const holds = last !== undefined && last.at(-1)?.path !== '' && !isGap;
    if (last !== undefined && (isMark || (holds && isJoined))) last.push(glyph);
    else groups.push([glyph]);
  }
  let pen = 0;
  return groups.map((group, index) => {
    const length = group.reduce((sum, { advance }) => sum + advance, 0);
    const from = pen + (isJoined ? 0 : index * TRACKING);
    pen += length;
    return { glyphs: group, from, length };
  });
}

const round = (value: number) => Math.round(value * 100) / 100;

function glyphPath(glyph: SetGlyph, offset: number, size: number): string {
  const scale = size / glyph.unitsPerEm;
  const at = `${round(offset * size)} ${round(-glyph.y * size)}`;
  return `<path transform="translate(${at}) scale(${scale.toFixed(5)} ${(-scale).toFixed(5)})" d="${glyph.path}"/>`;
}

/**
 * A line of text along a circle, as SVG paths.
 * @returns null where it does not fit, or no font that is here has one of its characters
 */
export function textAlongArc(text: string, band: ArcBand, colour: string): string | null {
  const plain = text.normalize('NFC');
  const line = setLine(plain);
  if (line === null) return null;
  const isJoined = JOINED.test(plain);
  const units = rigidOf(line, isJoined);
  const last = units.at(-1);
  if (last === undefined) return null;
  const total = last.from + last.length;
  const depth = band.outer - band.inner;
  for (let size = band.maxSize; size >= band.minSize; size -= 1) {
    const middle = (line.ink.top + line.ink.bottom) / 2;
    const isTop = band.side === 'top';
    // What does not bend reaches beyond its circle with its corners.
    const widest = Math.max(...units.map(({ length }) => length)) * size;
    const bow = widest ** 2 / (8 * band.inner);
    // The baseline is where the middle of what is inked falls on the middle of the band.
    const baseline = (band.inner + band.outer - bow) / 2 + (isTop ? -1 : 1) * middle * size;
    const isTooHigh = (line.ink.top - line.ink.bottom) * size + bow > depth;
    const angle = (total * size) / baseline;
    if (isTooHigh || angle > (band.span * Math.PI) / 180) continue;
    const drawn = units.map(({ glyphs, from, length }) => {
      const along = ((from + length / 2 - total / 2) * size) / baseline;
      const turn = isTop ? along : -along;
      const [cx, cy] = isTop
        ? [band.x + Math.sin(turn) * baseline, band.y - Math.cos(turn) * baseline]
        : [band.x - Math.sin(turn) * baseline, band.y + Math.cos(turn) * baseline];
      const [head] = glyphs;
      const start = head === undefined ? 0 : glyphStart(line, head);
      const paths = glyphs
        .filter((glyph) => glyph.path !== '')
        .map((glyph) => glyphPath(glyph, glyph.x - start - length / 2, size));
      return paths.length === 0
        ? ''
        : `<g transform="translate(${round(cx)} ${round(cy)}) rotate(${round((turn * 180) / Math.PI)})">${paths.join('')}</g>`;
    });
    return `<g fill="${colour}">${drawn.join('')}</g>`;
  }
  return null;
}

/** Where a glyph's advance begins, in ems from the line's beginning. */
function glyphStart({ glyphs }: SetLine, wanted: SetGlyph): number {
  let pen = 0;
  for (const glyph of glyphs) {
    if (glyph === wanted) return pen;
    pen += glyph.advance;
  }
  return pen;
}
