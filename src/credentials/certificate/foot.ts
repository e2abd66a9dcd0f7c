import type { Geometry } from './geometry.js';
import { rule, seal } from './ornaments.js';
import type { Box, Item } from './page-items.js';
import { heightOf, mirrored, placeBlocks, setBlocks, type Block, type Setting } from './placing.js';
import type { Sheet } from './sheet.js';
import type { Styles } from './type-styles.js';

/** The height of the row of seal and code, in points; the row is higher where signatories have long titles. */
const ROW_HEIGHT = 84;
const GAP = 12;
const MOST_CELL = 176;
const SIGNATURE_HEIGHT = 40;
/** The height below a signature, in points. */
const BELOW_SIGNATURE = 6;
const SOFT_LINE = '#84897c';

export interface Foot {
  readonly items: readonly Item[];
  /** Where the foot begins. */
  readonly top: number;
}

/** One of the parts that stand beside each other above the fine print. */
interface Cell {
  /** @returns the height of the part in a width */
  readonly heightIn: (width: number) => number;
  readonly draw: (box: Box) => Item[];
}

/** The cell of a signature: its picture, a line, and under it who signed. */
function signatureCell(
  { name, office = '', picture }: Sheet['brand']['signatories'][number],
  styles: Styles,
  setting: Setting,
): Cell {
  const blocks: Block[] = [
    { tag: 'P', text: name, style: styles.signatory, before: 0 },
    { tag: 'P', text: office, style: styles.office, before: 0 },
  ];
  const setIn = (width: number) => setBlocks(blocks, width, { ...setting, scale: 1 });
  return {
    heightIn: (width) => SIGNATURE_HEIGHT + BELOW_SIGNATURE + heightOf(setIn(width), 1),
    draw({ x, y, width }) {
      const column = { x, width, align: 'center' } as const;
      const below = y + SIGNATURE_HEIGHT + BELOW_SIGNATURE;
      const { items } = placeBlocks(setIn(width), column, below, setting);
      const place = { x, y, width, height: SIGNATURE_HEIGHT };
      return [
        ...(picture === undefined
          ? []
          : [{ ...place, kind: 'picture' as const, alt: '', png: picture }]),
        rule(x, y + SIGNATURE_HEIGHT + 2, width, SOFT_LINE),
        ...items,
      ];
    },
  };
}

const sealCell = (accent: string): Cell => ({
  heightIn: () => ROW_HEIGHT,
  draw: ({ x, y, width }) =>
    seal(x + width / 2, y + ROW_HEIGHT / 2, Math.min(width, ROW_HEIGHT) / 2 - 4, accent),
});

/** The cell of the code by which the badge is verified. */
const qrCell = ({ content, phrases }: Sheet, align: 'center' | 'end'): Cell => ({
  heightIn: () => ROW_HEIGHT,
  draw: ({ x, y, width }) => [
    {
      kind: 'qr',
      url: content.url,
      alt: phrases.qrAlt,
      x: align === 'center' ? x + (width - ROW_HEIGHT) / 2 : x + width - ROW_HEIGHT,
      y,
      width: ROW_HEIGHT,
      height: ROW_HEIGHT,
    },
  ],
});

function cellsOf(sheet: Sheet, styles: Styles, setting: Setting, isCentred: boolean): Cell[] {
  const { accent, hasSeal, signatories } = sheet.brand;
  const [first, second] = signatories.map((one) => signatureCell(one, styles, setting));
  const seals = hasSeal ? [sealCell(accent)] : [];
  const qr = qrCell(sheet, isCentred ? 'center' : 'end');
  const all = isCentred ? [first, ...seals, qr, second] : [first, second, ...seals, qr];
  return all.filter((one) => one !== undefined);
}

function finePrint({ content, phrases, brand }: Sheet, styles: Styles, missing: string): Block[] {
  const { fine } = styles;
  const plain = (text: string): Block => ({ tag: 'P', text, style: fine, before: 2 });
  return [
    plain(missing),
    plain(brand.footer ?? ''),
    plain(content.check),
    {
      tag: 'Link',
      text: content.url,
      style: { ...fine, color: brand.accent },
      before: 0,
      url: content.url,
    },
    plain(phrases.issuedWith),
  ];
}

/** Lays out the foot of the first page: signatures, seal, code and fine print. */
export function layOutFoot(
  sheet: Sheet,
  geometry: Geometry,
  styles: Styles,
  setting: Setting,
  missing: string,
): Foot {
  const { inner, width, traits } = geometry;
  const { dir } = setting;
  const isCentred = traits.align === 'center';
  const fine = setBlocks(finePrint(sheet, styles, missing), inner.width, { ...setting, scale: 1 });
  const fineTop = inner.y + inner.height - heightOf(fine, 1);
  const column = { x: inner.x, width: inner.width, align: traits.align };
  const placed = placeBlocks(fine, column, fineTop, { ...setting, scale: 1 });
  const cells = cellsOf(sheet, styles, setting, isCentred);
  const each = inner.width / cells.length;
  const wide = Math.min(MOST_CELL, each - GAP);
  const height = Math.max(...cells.map((cell) => cell.heightIn(wide)));
  const top = fineTop - GAP - height;
  const row = cells.flatMap(({ draw }, index) => {
    const isLast = index === cells.length - 1;
    const start = inner.x + index * each;
    // The first cell begins where the page's texts begin, and the last ends where they end.
    const x = isCentred ? start + (each - wide) / 2 : isLast ? inner.x + inner.width - wide : start;
    return draw(mirrored({ x, y: top, width: wide, height }, width, dir));
  });
  return { items: [...row, ...placed.items], top };
}
