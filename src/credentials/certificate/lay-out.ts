import { facesOf, hanStyleOf, listUncovered, SANS } from '../../typesetting/index.js';
import { layOutFoot, type Foot } from './foot.js';
import { geometryOf, type Geometry } from './geometry.js';
import { bodyOf, layOutHead, type Head } from './head.js';
import { surroundings } from './ornaments.js';
import type { Item, Page } from './page-items.js';
import {
  heightOf,
  mirrored,
  placeBlocks,
  setBlocks,
  type Column,
  type SetBlock,
  type Setting,
} from './placing.js';
import { CHARACTERS, type Sheet } from './sheet.js';
import { stylesOf, type Styles } from './type-styles.js';

/** The scales that are tried for all texts together before anything continues on another page. */
const SCALES = [1, 0.94, 0.88, 0.82, 0.76, 0.7] as const;
const SMALLEST_SCALE = 0.7;
const AIR = 14;
/** The share of the remaining room that goes above the texts; the rest goes below. */
const SHARE_ABOVE = 0.35;
const MOST_ABOVE = 60;
const MOST_NAMED = 40;

const describe = (character: string) =>
  [...character]
    .map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');

/** Names characters that no font has, so that nothing is lost silently. */
function missingIn({ content, phrases, brand }: Sheet): string {
  const { issuer, name = '', badgeName, description, criteria, facts } = content;
  const signed = brand.signatories.flatMap(({ name: who, office = '' }) => [who, office]);
  const text = [issuer, name, badgeName, description, criteria, ...facts, ...signed].join(' ');
  const missing = listUncovered(text.replace(/\s+/g, ' '), facesOf(SANS));
  if (missing.length === 0) return '';
  const characters = missing.slice(0, MOST_NAMED).map(describe).join(', ');
  const more = missing.length > MOST_NAMED ? ` (+${missing.length - MOST_NAMED})` : '';
  return phrases.notCovered.replace(CHARACTERS, () => characters + more);
}

interface Frame {
  readonly geometry: Geometry;
  readonly styles: Styles;
  readonly head: Head;
  readonly foot: Foot;
  readonly column: Column;
  readonly setting: Setting;
  readonly around: readonly Item[];
}

function frameOf(sheet: Sheet): Frame {
  const { brand, content, language, dir } = sheet;
  const { design, paper, orientation, accent } = brand;
  const geometry = geometryOf(design, paper, orientation);
  const styles = stylesOf(geometry.traits.family, accent);
  const { name = '', badgeName, issuer, description } = content;
  const han = hanStyleOf([name, badgeName, issuer, description].join(' '), language);
  const setting = { han, scale: 1, dir };
  const column = { ...geometry.column, align: geometry.traits.align };
  return {
    geometry,
    styles,
    setting,
    column: mirrored(column, geometry.width, dir),
    head: layOutHead(sheet, geometry, styles, setting),
    foot: layOutFoot(sheet, geometry, styles, setting, missingIn(sheet)),
    around: surroundings(design, geometry, accent, dir),
  };
}

/** Keeps on the first page the lines that have room; the others continue. */
function divide(blocks: readonly SetBlock[], room: number, scale: number) {
  const fixed = heightOf(
    blocks.map((block) => (block.mayFlow ? { ...block, set: { ...block.set, height: 0 } } : block)),
    scale,
  );
  let rest = room - fixed;
  const kept = new Map<SetBlock, number>();
  const flowing = blocks.filter(({ mayFlow }) => mayFlow === true);
  const rank = ({ isBefore = false }: SetBlock) => Number(!isBefore);
  for (const block of flowing.toSorted((a, b) => rank(a) - rank(b))) {
    const { lines, leading } = block.set;
    const count = Math.max(0, Math.min(lines.length, Math.floor(rest / leading)));
    rest -= count * leading;
    kept.set(block, count);
  }
  const later: SetBlock[] = [];
  const first = blocks.map((block, index): SetBlock => {
    const { lines, leading } = block.set;
    const below = blocks[index + 1];
    // A heading moves with the text below it.
    const isAlone = block.tag === 'H2' && below !== undefined && kept.get(below) === 0;
    const most = isAlone ? 0 : (kept.get(block) ?? lines.length);
    const cut = (part: readonly string[]): SetBlock => ({
      ...block,
      set: { ...block.set, lines: part, height: part.length * leading },
    });
    if (most === lines.length) return block;
    later.push({ ...cut(lines.slice(most)), before: 12 });
    return cut(lines.slice(0, most));
  });
  return { first, later };
}

/** Lays out pages for what did not fit on the first one, headed by the badge's name. */
function furtherPages(
  later: readonly SetBlock[],
  { geometry, styles, column, setting }: Frame,
  title: string,
): Page[] {
  const { width, height, inner } = geometry;
  const [heading] = setBlocks(
    [{ tag: 'P', text: title, style: { ...styles.badgeName, size: 14 }, before: 0 }],
    column.width,
    { ...setting, scale: 1 },
  );
  const pages: Page[] = [];
  let left = [...later];
  while (left.length > 0) {
    const head = heading === undefined ? [] : [heading];
    const room = inner.height - heightOf(head, 1) - AIR;
    const { first, later: rest } = divide(left, room, 1);
    const shown = first.filter(({ set }) => set.lines.length > 0);
    const { items } = placeBlocks([...head, ...shown], column, inner.y, { ...setting, scale: 1 });
    pages.push({ width, height, items });
    left = rest;
  }
  return pages;
}

/**
 * Lays out a certificate. Long texts are set smaller, all together down to 70 %, and none below 8 points (fine print
 * 7). What does not fit then continues on further pages; nothing is left out.
 */
export function layOut(sheet: Sheet): Page[] {
  const frame = frameOf(sheet);
  const { geometry, styles, head, foot, column, around } = frame;
  const { width, height } = geometry;
  const blocks = bodyOf(sheet, styles, head.namesIssuer);
  const room = foot.top - AIR - head.end;
  const setAt = (scale: number) => setBlocks(blocks, column.width, { ...frame.setting, scale });
  const fits = (one: number) => heightOf(setAt(one), one) <= room;
  // What is too long for the smallest scale is too long for all, and costs one breaking into lines.
  const scale = fits(SMALLEST_SCALE) ? (SCALES.find(fits) ?? SMALLEST_SCALE) : SMALLEST_SCALE;
  const { first, later } = divide(setAt(scale), room, scale);
  const slack = Math.max(0, room - heightOf(first, scale));
  const top = head.end + Math.min(MOST_ABOVE, slack * SHARE_ABOVE);
  const texts = placeBlocks(first, column, top, { ...frame.setting, scale });
  const items = [
    ...around,
    ...texts.items.filter(({ lines }) => lines.length > 0),
    ...head.items,
    ...foot.items,
  ];
  return [{ width, height, items }, ...furtherPages(later, frame, sheet.content.badgeName)];
}
