import { isRtl, widthOf, type HanStyle } from '../../typesetting/index.js';
import { omitUndefined } from '../../base/index.js';
import type { Box, Item, Tag, TextItem } from './page-items.js';
import { setText, type SetText, type Style } from './type-styles.js';

/** How texts of one sheet are placed. */
export interface Setting {
  readonly han: HanStyle;
  readonly scale: number;
  readonly dir: 'ltr' | 'rtl';
}

export interface Column {
  readonly x: number;
  readonly width: number;
  readonly align: 'start' | 'center';
}

/** A text of the page with the room above it. */
export interface Block {
  readonly tag: Tag;
  readonly text: string;
  readonly style: Style;
  readonly before: number;
  /** Whether a long text may continue on another page. */
  readonly mayFlow?: boolean;
  /** Whether, of the texts that may, this one gets the room of the first page before the others. */
  readonly isBefore?: boolean;
  /** Whether lines start where the text's own direction starts, not the page's. */
  readonly ownDirection?: boolean;
  readonly url?: string;
}

export interface SetBlock extends Block {
  readonly set: SetText;
}

export const setBlocks = (blocks: readonly Block[], width: number, setting: Setting): SetBlock[] =>
  blocks
    .filter(({ text }) => text !== '')
    .map((block) => ({ ...block, set: setText(block.text, block.style, width, setting) }));

export const heightOf = (blocks: readonly SetBlock[], scale: number): number =>
  blocks.reduce(
    (sum, { before, set }, index) => sum + (index === 0 ? 0 : before * scale) + set.height,
    0,
  );

/** The distance from a line's top to its baseline, in font sizes: letters of every script have room above it. */
const ASCENT = 1.02;

function placeLines(
  { text: whole, set, style, tag, ownDirection, url }: SetBlock,
  top: number,
  column: Column,
  dir: Setting['dir'],
): TextItem {
  const { size, leading, faces } = set;
  // Of the whole text: what goes on on another page reads on as it began.
  const direction = isRtl(whole) ? ('rtl' as const) : ('ltr' as const);
  const startsRight = (ownDirection === true ? direction : dir) === 'rtl';
  const lines = set.lines.map((text, index) => {
    const width = widthOf(text, faces) * size;
    const rest = column.width - width;
    const shift = column.align === 'center' ? rest / 2 : startsRight ? rest : 0;
    return { text, x: column.x + shift, baseline: top + index * leading + size * ASCENT, width };
  });
  const { color } = style;
  return omitUndefined({ kind: 'text' as const, tag, lines, direction, faces, size, color, url });
}

/** Places blocks under each other from `top`. @returns where they end */
export function placeBlocks(
  blocks: readonly SetBlock[],
  column: Column,
  top: number,
  setting: Setting,
): { items: TextItem[]; end: number } {
  let y = top;
  const items = blocks.map((block, index) => {
    y += index === 0 ? 0 : block.before * setting.scale;
    const item = placeLines(block, y, column, setting.dir);
    y += block.set.height;
    return item;
  });
  return { items, end: y };
}

const mirrorBox = <T extends Pick<Box, 'x' | 'width'>>(box: T, width: number): T => ({
  ...box,
  x: width - box.x - box.width,
});

/** Mirrors a box for a page from right to left; texts were placed in mirrored columns already. */
export const mirrored = <T extends Box | Column>(box: T, width: number, dir: Setting['dir']): T =>
  dir === 'rtl' ? mirrorBox(box, width) : box;

/** Whether any part of an item is outside of a box. */
export function isOutside(item: Item, { x, y, width, height }: Box): boolean {
  if (item.kind === 'ornament') return false;
  if (item.kind === 'text')
    return item.lines.some(
      (line) =>
        line.x < x - 1 ||
        line.x + line.width > x + width + 1 ||
        line.baseline - item.size < y - 1 ||
        line.baseline + item.size * 0.4 > y + height + 1,
    );
  return (
    item.x < x - 1 ||
    item.x + item.width > x + width + 1 ||
    item.y < y - 1 ||
    item.y + item.height > y + height + 1
  );
}
