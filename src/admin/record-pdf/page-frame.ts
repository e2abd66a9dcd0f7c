import type { LineBox } from './set-row.js';
import type { RecordSheet } from './record-sheet.js';

/** Paper sizes in points, lying: A4 (ISO 216) and Letter (ANSI/ASME Y14.1). */
const PAPER = { a4: [841.89, 595.28], letter: [792, 612] } as const;
const MARGIN = 40;
const GAP = 12;
/** Room for the foot of a page: a rule and a line. */
const FOOT = 22;

/** A column with its place on the page. */
export interface PlacedColumn extends Omit<LineBox, 'y'> {
  readonly side: 'left' | 'right';
}

/** Where things stand on a page. */
export interface PageFrame {
  readonly size: readonly [number, number];
  readonly inner: Omit<LineBox, 'y'>;
  readonly top: number;
  /** Where the table has to end, and the foot begins. */
  readonly bottom: number;
  readonly columns: readonly PlacedColumn[];
  /** The side on which lines begin. */
  readonly start: 'left' | 'right';
}

/** @returns where things stand on each page of a record: mirrored for a language from right to left. A pure function */
export function frameOf({ columns, dir, look }: RecordSheet): PageFrame {
  const size = PAPER[look.paper];
  const [width, height] = size;
  const inner = { x: MARGIN, width: width - 2 * MARGIN };
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const room = inner.width - GAP * (columns.length - 1);
  const isMirrored = dir === 'rtl';
  let from = inner.x;
  const placed = columns.map(({ share, isNumber = false }): PlacedColumn => {
    const own = (room * share) / shares;
    const x = isMirrored ? width - from - own : from;
    from += own + GAP;
    return { x, width: own, side: isNumber === isMirrored ? 'left' : 'right' };
  });
  return {
    size,
    inner,
    top: MARGIN,
    bottom: height - MARGIN - FOOT,
    columns: placed,
    start: isMirrored ? 'right' : 'left',
  };
}
