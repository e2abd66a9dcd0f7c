import { fitText, outline, type FittedText } from './text/fit-text.js';
import { C, rect } from './shapes.js';
import type { Surface } from './tones.js';

const WIDTH = 504;
const PADDING = 14;
const GAP = 10;
const MOST_HEIGHT = 136;
const SMALLEST = 18;

/** Words that stand below the drawing, on a plate of their own. */
export interface Below {
  readonly svg: string;
  /** What the plate takes from the bottom of the picture, with the gap above it. */
  readonly height: number;
}

interface Block {
  readonly fitted: FittedText;
  readonly height: number;
}

function blockOf(text: string, minSize: number, maxSize: number, lines: number): Block | null {
  const box = { x: C, y: 0, width: WIDTH - 2 * PADDING, height: 1_000, lines, maxSize, minSize };
  const fitted = fitText(text, box, minSize <= SMALLEST);
  if (fitted === null) return null;
  const [first] = fitted.lines;
  const last = fitted.lines.at(-1);
  const [from = 0] = fitted.baselines;
  const to = fitted.baselines.at(-1) ?? 0;
  const top = from - (first?.ink.top ?? 0) * fitted.size;
  const bottom = to - (last?.ink.bottom ?? 0) * fitted.size;
  return { fitted, height: bottom - top };
}

const moved = ({ fitted }: Block, top: number): FittedText => {
  const [from = 0] = fitted.baselines;
  const by = top + (fitted.lines[0]?.ink.top ?? 0) * fitted.size - from;
  return { ...fitted, baselines: fitted.baselines.map((one) => one + by) };
};

/** As large as it may be without taking more than a third of the picture. */
function largest(text: string): Block | null {
  for (let size = 40; size >= SMALLEST; size -= 2) {
    const block = blockOf(text, size, size, 4);
    if (block !== null && block.height <= MOST_HEIGHT - 2 * PADDING) return block;
  }
  return blockOf(text, SMALLEST, SMALLEST, 12);
}

/**
 * Sets a title and a second line below a drawing.
 * @returns null where there is nothing to set, or no font that is here can
 */
export function drawBelow(title: string, motto: string, on: Surface): Below | null {
  const blocks = [
    title === '' ? null : largest(title),
    motto === '' ? null : blockOf(motto, SMALLEST, 22, 2),
  ].filter((one) => one !== null);
  if (blocks.length === 0) return null;
  const inner = blocks.reduce((sum, { height }) => sum + height, 0) + GAP * (blocks.length - 1);
  const height = inner + 2 * PADDING;
  let top = 512 - 4 - height + PADDING;
  let words = '';
  for (const block of blocks) {
    words += outline(moved(block, top), C, on.ink);
    top += block.height + GAP;
  }
  const plate = rect([C, 512 - 4 - height / 2], [WIDTH, height], on.fill, { radius: 18 });
  return { svg: plate + words, height: height + 4 + GAP };
}
