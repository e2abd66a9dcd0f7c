import { shapeRun, type VisualRun } from '../visual-runs.js';

/** A glyph with its place in a run; lengths in units of the font, from the run's left end on the baseline. */
export interface SaidGlyph {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  /** The characters that the glyph has in the text layer; null: none. */
  readonly said: string | null;
  /** Whether the glyph is in the text layer and not drawn: some fonts draw invisible characters as a bar. */
  readonly isSilent?: boolean;
}

const ZERO_WIDTH_NON_JOINER = 0x200c;

interface Placed extends Omit<SaidGlyph, 'said' | 'isSilent'> {
  readonly advance: number;
}

/** A letter with its marks: its glyphs from left to right, and its characters. */
interface Letter {
  readonly start: number;
  readonly glyphs: Placed[];
}

function lettersOf(run: VisualRun): Letter[] {
  const letters: Letter[] = [];
  let x = 0;
  for (const { id, advance, dx, dy, cluster } of shapeRun(run).glyphs) {
    const glyph = { id, advance, x: x + dx, y: dy };
    const last = letters.at(-1);
    if (last?.start === cluster) last.glyphs.push(glyph);
    else letters.push({ start: cluster, glyphs: [glyph] });
    x += advance;
  }
  return letters;
}

/** @returns as many parts as there are glyphs with a width: one character each, and the last one the rest */
function divide(text: string, count: number): (string | null)[] {
  const characters = [...text];
  const parts = characters.length < count ? [...text.normalize('NFD')] : characters;
  const first = parts.slice(0, count - 1);
  const rest = parts.slice(count - 1).join('');
  const said = [...first, rest].map((part) => (part === '' ? null : part));
  return [...said, ...Array.from({ length: count - said.length }, () => null)];
}

/**
 * @returns a glyph without width in the run's font, which can carry a character in the text layer; null where there is
 *   none
 */
function silentGlyph({ face }: VisualRun): number | null {
  const shaper = face.shaper();
  const glyph = shaper.glyphOf(ZERO_WIDTH_NON_JOINER);
  return glyph !== null && shaper.widthOf(glyph) === 0 ? glyph : null;
}

/**
 * Readers reverse right-to-left text glyph by glyph, and some reverse the characters of one glyph as well. Therefore
 * each character beyond the first gets a silent glyph to the left of its letter.
 */
function apart(glyph: SaidGlyph, silent: number | null): SaidGlyph[] {
  const [first = '', ...more] = [...(glyph.said ?? '')];
  if (silent === null || more.length === 0) return [glyph];
  const { x } = glyph;
  const before = more
    .reverse()
    .map((said): SaidGlyph => ({ id: silent, x, y: 0, said, isSilent: true }));
  return [...before, { ...glyph, said: first }];
}

/**
 * Decides which glyph of a run carries which characters, so that the glyphs' characters in drawing order are the text.
 * A letter's characters go to its glyphs with a width. Marks that fonts draw as glyphs of their own (the dot below of
 * ị, the dots of ن) carry none: PDF readers take them for separate letters, or lose them.
 */
export function sayGlyphs(run: VisualRun): SaidGlyph[] {
  const isRtl = run.direction === 'rtl';
  const silent = isRtl ? silentGlyph(run) : null;
  const letters = lettersOf(run);
  const starts = letters.map(({ start }) => start).sort((a, b) => a - b);
  const endOf = (start: number) => starts[starts.indexOf(start) + 1] ?? run.text.length;
  return letters.flatMap(({ start, glyphs }) => {
    const text = run.missing ?? run.text.slice(start, endOf(start));
    const wide = glyphs.filter(({ advance }) => advance > 0);
    const speaking = wide.length > 0 ? wide : glyphs.slice(0, 1);
    const parts = divide(text, speaking.length);
    if (isRtl) parts.reverse();
    const said = new Map(speaking.map((glyph, index) => [glyph, parts[index] ?? null]));
    const all = glyphs.map((glyph): SaidGlyph => {
      const { id, x, y } = glyph;
      return { id, x, y, said: said.get(glyph) ?? null };
    });
    return isRtl ? all.flatMap((glyph) => apart(glyph, silent)) : all;
  });
}
