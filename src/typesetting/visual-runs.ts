import createBidi from 'bidi-js';
import { LRUCache } from 'lru-cache';
import { omitUndefined } from '../base/index.js';
import type { Face } from './faces.js';
import { lettersOf } from './letters.js';
import { scriptOf } from './scripts.js';
import type { Direction, Shaped } from './shape.js';

// The package's types describe its ES module; Node loads the other build, whose export is the function itself.
const bidi = (createBidi as unknown as typeof createBidi.default)();

/** Stands where no font has a character; which one is said in words elsewhere, and stays in the text layer. */
export const REPLACEMENT = '\uFFFD';

/** Characters that steer direction or joining and show nothing. */
const INVISIBLE = /[\p{Cf}\p{Cc}\uFE00-\uFE0F]/gu;

/** A piece of one line that one face sets in one direction. Pieces stand from left to right. */
export interface VisualRun {
  readonly face: Face;
  /** In the order of reading. */
  readonly text: string;
  readonly direction: Direction;
  /** ISO 15924. */
  readonly script: string;
  /** The letter that no font has, where `text` stands for it. */
  readonly missing?: string;
}

/** The characters of a text that are to be seen. */
export const visibleOf = (text: string): string => text.replace(INVISIBLE, '');

/** Joiners stay where the face knows them: they change how letters join. */
const settable = (cluster: string, face: Face) =>
  cluster.replace(INVISIBLE, (character) => {
    const isJoiner = character === '\u200C' || character === '\u200D';
    return isJoiner && face.has(character.charCodeAt(0)) ? character : '';
  });

const covers = (face: Face, cluster: string): boolean =>
  [...visibleOf(cluster)].every((character) => face.has(character.codePointAt(0) ?? 0));

interface Match {
  readonly face: Face;
  /** The same letter as the face has it: composed or not. */
  readonly cluster: string;
}

/** The first face that has a letter with its marks, in the form given or in an equal one (UAX #15). */
function match(cluster: string, faces: readonly Face[], before?: Face): Match | null {
  if (before !== undefined && covers(before, cluster)) return { face: before, cluster };
  for (const form of new Set([cluster, cluster.normalize('NFC'), cluster.normalize('NFD')])) {
    const face = faces.find((one) => covers(one, form));
    if (face !== undefined) return { face, cluster: form };
  }
  return null;
}

/** The characters of a text that no face has, each once. */
export function listUncovered(text: string, faces: readonly Face[]): string[] {
  const missing = new Set<string>();
  for (const letter of new Set(lettersOf(text)))
    if (match(letter, faces) === null) missing.add(letter);
  return [...missing];
}

interface Piece {
  readonly face: Face;
  readonly level: number;
  readonly missing?: string;
  script: string | null;
  text: string;
}

/** Adds a letter to the piece before it, where face, direction and script are the same, or begins another. */
function add(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  const isAlike =
    last?.level === piece.level &&
    last.face === piece.face &&
    last.missing === undefined &&
    piece.missing === undefined;
  const isSame = piece.script === null || last?.script === null || last?.script === piece.script;
  if (last === undefined || !isAlike || !isSame) return void pieces.push(piece);
  last.text += piece.text;
  last.script ??= piece.script;
}

/** Cuts a line where the face, the script or the direction changes, in the order of reading. */
function cutInto(line: string, levels: Uint8Array, faces: readonly Face[]): Piece[] {
  const [first] = faces;
  if (first === undefined) throw new TypeError('there is no font');
  const pieces: Piece[] = [];
  let index = 0;
  for (const segment of lettersOf(line)) {
    const level = levels[index] ?? 0;
    index += segment.length;
    const last = pieces.at(-1);
    const beside = last?.level === level ? last : null;
    const script = scriptOf(segment, beside?.script ?? null);
    // What every script uses stays in the font of the letters beside it.
    const preferred = script === null ? beside?.face : undefined;
    const found = match(segment, faces, preferred);
    add(
      pieces,
      found === null
        ? { face: first, level, script, text: REPLACEMENT, missing: segment }
        : { face: found.face, level, script, text: settable(found.cluster, found.face) },
    );
  }
  return pieces;
}

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

/** A line as it is to be drawn from left to right (UAX #9). */
export function visualRuns(
  line: string,
  faces: readonly Face[],
  base: Direction | 'auto' = 'auto',
): VisualRun[] {
  const { levels } = bidi.getEmbeddingLevels(line, base);
  return reorder(cutInto(line, levels, faces)).map(({ face, text, level, script, missing }) =>
    omitUndefined({
      face,
      text,
      direction: level % 2 === 1 ? ('rtl' as const) : ('ltr' as const),
      script: script ?? 'Zyyy',
      missing,
    }),
  );
}

/** The glyphs of a run, by the rules of its font. */
export const shapeRun = ({ face, text, direction, script }: VisualRun): Shaped =>
  face.shaper().shape(text, direction, script);

/** Words come again, and each is measured at several sizes: widths in ems do not depend on them. */
const MOST_MEASURED = 4_000;
const measured = new WeakMap<readonly Face[], LRUCache<string, number>>();

const measure = (line: string, faces: readonly Face[]): number =>
  visualRuns(line, faces).reduce(
    (sum, run) => sum + shapeRun(run).advance / run.face.shaper().unitsPerEm,
    0,
  );

/** How far a line reaches, in ems. */
export function widthOf(line: string, faces: readonly Face[]): number {
  let known = measured.get(faces);
  if (known === undefined) measured.set(faces, (known = new LRUCache({ max: MOST_MEASURED })));
  const width = known.get(line) ?? measure(line, faces);
  known.set(line, width);
  return width;
}

/** Whether a paragraph reads from right to left, by its first strong letter (UAX #9, P2). */
export const isRtl = (text: string): boolean =>
  bidi.getEmbeddingLevels(text, 'auto').paragraphs[0]?.level === 1;
