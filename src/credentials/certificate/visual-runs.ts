import createBidi from 'bidi-js';
import type { Face } from './fonts.js';

// The package's types describe its ES module; Node loads the other build, whose export is the function itself.
const bidi = (createBidi as unknown as typeof createBidi.default)();
const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Stands where no font has a character; which one is said in words elsewhere, and stays in the text layer. */
export const REPLACEMENT = '\uFFFD';

/** Characters that steer direction or joining and show nothing. */
const INVISIBLE = /[\p{Cf}\p{Cc}\uFE00-\uFE0F]/gu;

/** A piece of one line that one face sets in one direction. Pieces stand from left to right. */
export interface VisualRun {
  readonly face: Face;
  readonly text: string;
}

/** The characters of a text that no face has, each once. */
export function listUncovered(text: string, faces: readonly Face[]): string[] {
  const missing = new Set<string>();
  for (const { segment } of clusters.segment(text))
    if (faceOf(segment, faces) === null) missing.add(segment);
  return [...missing];
}

const visible = (cluster: string) => cluster.replace(INVISIBLE, '');

/** Joiners stay where the face knows them: they change how Arabic letters join. */
const settable = (cluster: string, face: Face) =>
  cluster.replace(INVISIBLE, (character) => {
    const isJoiner = character === '\u200C' || character === '\u200D';
    return isJoiner && face.has(character.charCodeAt(0)) ? character : '';
  });

function faceOf(cluster: string, faces: readonly Face[], before?: Face): Face | null {
  const codePoints = [...visible(cluster)].map((character) => character.codePointAt(0) ?? 0);
  const covers = (face: Face) => codePoints.every((codePoint) => face.has(codePoint));
  if (before !== undefined && covers(before)) return before;
  return faces.find(covers) ?? null;
}

interface Piece {
  readonly face: Face;
  readonly level: number;
  text: string;
}

/** Cuts a line where the face or the direction changes, in the order of reading. */
function cutInto(line: string, levels: Uint8Array, faces: readonly Face[]): Piece[] {
  const pieces: Piece[] = [];
  for (const { segment, index } of clusters.segment(line)) {
    const level = levels[index] ?? 0;
    const last = pieces.at(-1);
    const beside = last?.level === level ? last.face : undefined;
    const face = faceOf(segment, faces, beside);
    const used = face ?? faces[0];
    if (used === undefined) throw new TypeError('there is no font');
    const shown = face === null ? REPLACEMENT : settable(segment, face);
    const text = level % 2 === 1 && face !== null ? mirrored(shown) : shown;
    if (last?.level === level && last.face === used) last.text += text;
    else pieces.push({ face: used, level, text });
  }
  return pieces;
}

const mirrored = (cluster: string) =>
  [...cluster].map((character) => bidi.getMirroredCharacter(character) ?? character).join('');

/** Rule L2 of the Unicode Bidirectional Algorithm (UAX #9) over whole pieces. */
function reorder(pieces: Piece[]): Piece[] {
  const order = [...pieces];
  const highest = Math.max(0, ...order.map(({ level }) => level));
  for (let level = highest; level >= 1; level--) {
    for (let start = 0; start < order.length; start++) {
      let end = start;
      while (end < order.length && (order[end]?.level ?? 0) >= level) end++;
      if (end > start + 1) order.splice(start, end - start, ...order.slice(start, end).reverse());
      start = Math.max(start, end);
    }
  }
  return order;
}

const RTL_LETTER = /[\p{Script=Hebrew}\p{Script=Arabic}]/u;

/**
 * A run of odd level without a letter is laid out from left to right by the shaper, which goes by script:
 * it is turned round here.
 */
function asLaidOut({ text, level }: Piece): string {
  if (level % 2 === 0 || RTL_LETTER.test(text)) return text;
  return [...clusters.segment(text)]
    .map(({ segment }) => segment)
    .reverse()
    .join('');
}

/** A line as it is to be drawn from left to right (UAX #9), each run shaped by its face. */
export function visualRuns(
  line: string,
  faces: readonly Face[],
  base: 'ltr' | 'rtl' | 'auto' = 'auto',
): VisualRun[] {
  const { levels } = bidi.getEmbeddingLevels(line, base);
  return reorder(cutInto(line, levels, faces)).map((piece) => ({
    face: piece.face,
    text: asLaidOut(piece),
  }));
}

/** How far a line reaches, in ems. */
export const widthOf = (line: string, faces: readonly Face[]): number =>
  visualRuns(line, faces).reduce((sum, { face, text }) => sum + face.widthOf(text), 0);

/** Whether a paragraph reads from right to left, by its first strong letter (UAX #9, P2). */
export const isRtl = (text: string): boolean =>
  bidi.getEmbeddingLevels(text, 'auto').paragraphs[0]?.level === 1;
