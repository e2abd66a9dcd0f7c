import { isUnspaced } from './scripts.js';

const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Never begins a line: what closes, small kana, marks of length and repetition (JIS X 4051; UAX #14, CL, EX, NS). */
const CLOSES =
  /^[\p{Pe}\p{Pf}\p{Po}\p{M}ー々〻ヽヾゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ%٪]/u;
/** Never ends a line. */
const OPENS = /[\p{Ps}\p{Pi}]$/u;

/** Words of a script without spaces, each with the punctuation that belongs to it. */
function cutUnspaced(word: string): string[] {
  const parts: string[] = [];
  for (const { segment } of words.segment(word)) {
    const last = parts.at(-1);
    const isGlued =
      last !== undefined &&
      (CLOSES.test(segment) || OPENS.test(last) || !(isUnspaced(segment) || isUnspaced(last)));
    if (isGlued) parts[parts.length - 1] = last + segment;
    else parts.push(segment);
  }
  return parts;
}

/** What must not be broken, with what stands before it where the line goes on. */
export interface Unit {
  readonly text: string;
  readonly before: '' | ' ';
}

/** Cuts a paragraph where a line may end: at spaces, and between the words of scripts that have none. */
export const unitsOf = (paragraph: string): Unit[] =>
  paragraph
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) =>
      (isUnspaced(word) ? cutUnspaced(word) : [word]).map((text, index): Unit => ({
        text,
        before: index === 0 ? ' ' : '',
      })),
    );
