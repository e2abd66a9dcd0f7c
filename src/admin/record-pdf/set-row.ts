import {
  facesOf,
  hanStyleOf,
  isRtl,
  visualRuns,
  widthOf,
  wrap,
  type Face,
  type Weight,
} from '../../typesetting/index.js';
import type { DrawRun } from '../../typesetting/pdf/index.js';

/** How a text is set. Lengths are in points. */
export interface TextStyle {
  readonly weight: Weight;
  readonly size: number;
  readonly color: string;
}

/** A place for lines: their left edge, width, and the top of the first. */
export interface LineBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A text broken into lines. */
export interface SetLines extends TextStyle {
  readonly lines: readonly string[];
  readonly faces: readonly Face[];
  readonly direction: 'ltr' | 'rtl';
  readonly leading: number;
  readonly height: number;
}

/** Room above a line's baseline and between baselines, in font sizes: letters of every script fit. */
const ASCENT = 1.05;
const LEADING = 1.4;
/** A name of thousands of characters takes no page of its own. */
const MOST_LINES = 12;

/** Breaks a text into the lines of a width. A pure function. */
export function setLines(
  text: string,
  style: TextStyle,
  width: number,
  language: string,
): SetLines {
  const faces = facesOf({ family: 'sans', weight: style.weight, han: hanStyleOf(text, language) });
  const lines = wrap(text, faces, { width: width / style.size, mostLines: MOST_LINES });
  const leading = style.size * LEADING;
  const direction = isRtl(text) ? ('rtl' as const) : ('ltr' as const);
  return { ...style, lines, faces, direction, leading, height: lines.length * leading };
}

/** Draws lines at one side of their box. */
export function drawLines(
  drawRun: DrawRun,
  { lines, faces, direction, leading, size, color }: SetLines,
  box: LineBox,
  side: 'left' | 'right',
): void {
  lines.forEach((line, index) => {
    const rest = side === 'left' ? 0 : box.width - widthOf(line, faces) * size;
    let x = box.x + rest;
    const baseline = box.y + index * leading + size * ASCENT;
    for (const run of visualRuns(line, faces, direction))
      x = drawRun(run, { x, baseline, size, color });
  });
}
