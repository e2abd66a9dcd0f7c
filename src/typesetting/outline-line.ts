import type { Face } from './faces.js';
import { shapeRun, visualRuns } from './visual-runs.js';

/** Where a line of outlines stands: its left end on the baseline, in units of the drawing. */
export interface LinePlace {
  /** Of the paragraph that the line is of; absent: that of the line itself. */
  readonly direction?: 'ltr' | 'rtl';
  readonly x: number;
  readonly baseline: number;
  readonly size: number;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/**
 * A line as SVG paths, shaped and in its order from left to right. Outlines need no font where the picture is shown, and
 * nothing of the text can be markup. The colour is that of the element around them.
 */
export function outlineLine(text: string, faces: readonly Face[], place: LinePlace): string {
  let { x } = place;
  let drawn = '';
  for (const run of visualRuns(text, faces, place.direction)) {
    const shaper = run.face.shaper();
    const scale = place.size / shaper.unitsPerEm;
    for (const { id, advance, dx, dy } of shapeRun(run).glyphs) {
      const path = shaper.outlineOf(id);
      if (path !== '')
        drawn +=
          `<path transform="translate(${round(x + dx * scale)} ${round(place.baseline - dy * scale)}) ` +
          `scale(${scale.toFixed(5)} ${(-scale).toFixed(5)})" d="${path}"/>`;
      x += advance * scale;
    }
  }
  return drawn;
}
