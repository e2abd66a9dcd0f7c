import {
  facesOf,
  hanStyleOf,
  isRtl,
  outlineLine,
  SANS,
  unitsOf,
  widthOf,
  wrap,
  type Face,
} from '../../typesetting/index.js';

/** A box for text: its centre and size, and how many lines it may take. */
export interface TextBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: number;
  readonly maxSize: number;
}

const MIN_SIZE = 20;
const LINE_HEIGHT = 1.22;

interface Fitted {
  readonly lines: readonly string[];
  readonly size: number;
}

/** What stays together on a line, with how wide it is in ems. */
interface Measured {
  readonly text: string;
  readonly before: string;
  readonly ems: number;
}

/** Fills lines without breaking anything; null when there are more than allowed, or something is wider than a line. */
function fill(units: readonly Measured[], space: number, width: number): string[] | null {
  const lines: string[] = [];
  let reach = Infinity;
  for (const { text, before, ems } of units) {
    if (ems > width) return null;
    const gap = before === '' ? 0 : space;
    if (reach + gap + ems <= width) {
      lines.push(`${lines.pop() ?? ''}${before}${text}`);
      reach += gap + ems;
    } else {
      lines.push(text);
      reach = ems;
    }
  }
  return lines;
}

const roomIn = ({ lines, height }: TextBox, size: number): number =>
  Math.max(1, Math.min(lines, Math.floor(height / (size * LINE_HEIGHT))));

/** As large as the box lets it be whole; at the smallest size it is broken and cut with "…". */
function fit(text: string, box: TextBox, faces: readonly Face[]): Fitted {
  const space = widthOf(' ', faces);
  const units = unitsOf(text).map((unit) => ({ ...unit, ems: widthOf(unit.text, faces) }));
  for (let size = box.maxSize; size >= MIN_SIZE; size -= 2) {
    const lines = fill(units, space, box.width / size);
    if (lines !== null && lines.length <= roomIn(box, size)) return { lines, size };
  }
  const limits = { width: box.width / MIN_SIZE, mostLines: roomIn(box, MIN_SIZE) };
  return { lines: wrap(text, faces, limits), size: MIN_SIZE };
}

/**
 * A text as outlines, as large as its box lets it be, centred, cut with "…" at last. Outlines need no font where
 * the picture is shown, and nothing of the text can be markup.
 */
export function outlineText(text: string, box: TextBox, colour: string): string {
  const faces = facesOf({ ...SANS, weight: 'bold', han: hanStyleOf(text) });
  const { lines, size } = fit(text.normalize('NFC'), box, faces);
  const step = size * LINE_HEIGHT;
  const first = box.y - (step * (lines.length - 1)) / 2 + size * 0.355;
  const direction = isRtl(text) ? 'rtl' : 'ltr';
  const drawn = lines.map((line, index) => {
    const x = box.x - (widthOf(line, faces) * size) / 2;
    return outlineLine(line, faces, { x, baseline: first + index * step, size, direction });
  });
  return `<g fill="${colour}">${drawn.join('')}</g>`;
}
