import { LRUCache } from 'lru-cache';
import {
  facesOf,
  hanStyleOf,
  SANS,
  shapeRun,
  visualRuns,
  type Face,
} from '../../../typesetting/index.js';

/** What is inked, in ems from the beginning of the baseline; y grows upwards. */
export interface Ink {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface SetGlyph {
  /** SVG path in units of its font, y upwards. */
  readonly path: string;
  readonly unitsPerEm: number;
  /** In ems. */
  readonly x: number;
  readonly y: number;
  readonly advance: number;
  /** Glyphs beside each other with the same number stand for the same characters: letters with their marks. */
  readonly cluster: number;
}

/** One line of outlines, in ems. */
export interface SetLine {
  readonly text: string;
  readonly advance: number;
  readonly ink: Ink;
  readonly glyphs: readonly SetGlyph[];
}

const EMPTY: Ink = { left: 0, right: 0, top: 0, bottom: 0 };

/** What the points of an outline span, control points included: never less than what is inked. */
function boundsOf(path: string): Ink | null {
  const numbers = path.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  if (numbers.length < 2) return null;
  const xs = numbers.filter((_, index) => index % 2 === 0);
  const ys = numbers.filter((_, index) => index % 2 === 1);
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.max(...ys),
    bottom: Math.min(...ys),
  };
}

function setLineAnew(
  text: string,
  faces: readonly Face[],
  direction: LineDirection,
): SetLine | null {
  const runs = visualRuns(text, faces, direction);
  if (runs.some(({ missing }) => missing !== undefined)) return null;
  const glyphs: SetGlyph[] = [];
  const inks: Ink[] = [];
  let x = 0;
  for (const [order, run] of runs.entries()) {
    const shaper = run.face.shaper();
    const em = shaper.unitsPerEm;
    for (const { id, advance, dx, dy, cluster } of shapeRun(run).glyphs) {
      const path = shaper.outlineOf(id);
      const at = { x: x + dx / em, y: dy / em };
      const bounds = boundsOf(path);
      if (bounds !== null) {
        inks.push({
          left: at.x + bounds.left / em,
          right: at.x + bounds.right / em,
          top: at.y + bounds.top / em,
          bottom: at.y + bounds.bottom / em,
        });
      }
      const number = order * 10_000 + cluster;
      glyphs.push({ path, unitsPerEm: em, ...at, advance: advance / em, cluster: number });
      x += advance / em;
    }
  }
  return { text, advance: x, ink: inks.length === 0 ? EMPTY : around(inks), glyphs };
}

const around = (inks: readonly Ink[]): Ink => ({
  left: Math.min(...inks.map((one) => one.left)),
  right: Math.max(...inks.map((one) => one.right)),
  top: Math.max(...inks.map((one) => one.top)),
  bottom: Math.min(...inks.map((one) => one.bottom)),
});

/** Which way the text reads that a line is of; `auto`: the line is the whole of it. */
type LineDirection = 'ltr' | 'rtl' | 'auto';

const NONE = { none: true } as const;
/** Answers of a pure function: a text is set at many sizes before it fits. */
const kept = new LRUCache<string, SetLine | typeof NONE>({ max: 500 });

/** Sets one line in bold outlines; null where no font that is here has one of its characters. */
export function setLine(text: string, direction: LineDirection = 'auto'): SetLine | null {
  const key = `${direction} ${text}`;
  const found = kept.get(key);
  if (found !== undefined) return 'none' in found ? null : found;
  const faces = facesOf({ ...SANS, weight: 'bold', han: hanStyleOf(text) });
  const made = setLineAnew(text, faces, direction);
  kept.set(key, made ?? NONE);
  return made;
}

/** How wide a line is, overhanging ink included. */
export const widthOf = ({ advance, ink }: SetLine): number =>
  Math.max(advance, ink.right) - Math.min(0, ink.left);
