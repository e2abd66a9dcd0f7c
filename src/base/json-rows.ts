const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LIST = 0x5b;
const OPEN = [LIST, 0x7b];
const CLOSE = [0x5d, 0x7d];
const MOST_DEPTH = 64;

/** A list as it was sent, not parsed: the bytes of each row, and the document around the list. */
export interface JsonRows {
  readonly rows: readonly Uint8Array[];
  /** The document with its list emptied. */
  readonly around: Uint8Array;
}

/** A document has more rows, or more bytes around them, than the reader takes. */
export class TooMuchJson extends Error {
  override readonly name = 'TooMuchJson';
}

/**
 * @returns the index after the closing quotation mark of the string that begins at `start`; the document's length where
 *   it is not closed
 */
function endOfText(json: Uint8Array, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    const code = json[at];
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return json.length;
}

const isBlank = (json: Uint8Array, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) if ((json[at] ?? 0) > 0x20) return false;
  return true;
};

interface Marks {
  /** A string between its quotation marks. */
  text(from: number, to: number, depth: number): void;
  open(at: number, depth: number, code: number): void;
  /** A closing bracket; `depth` is that outside of it. */
  close(at: number, depth: number): void;
  comma(at: number, depth: number): void;
}

/**
 * Calls `marks` for the brackets, commas and strings of a document, in one pass over its bytes. Characters within
 * strings do not count.
 */
function eachMark(json: Uint8Array, marks: Marks): void {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json[at] ?? 0;
    if (code === QUOTE) {
      const end = endOfText(json, at);
      marks.text(at + 1, end, depth);
      at = end;
    } else if (OPEN.includes(code)) {
      marks.open(at, depth, code);
      depth += 1;
      if (depth > MOST_DEPTH) throw new SyntaxError('nested too deeply');
    } else if (CLOSE.includes(code)) {
      depth -= 1;
      marks.close(at, depth);
    } else if (code === COMMA) marks.comma(at, depth);
  }
}

/**
 * Separates the rows of a list from the document around them, in one pass over the bytes: a bulk answer is parsed row
 * by row, and never stands in memory whole as values. Invalid JSON shows when the parts are parsed.
 * @param member the member of the outermost object that holds the list; null where the document is the list
 * @throws TooMuchJson beyond `most.rows` or `most.around` bytes; SyntaxError where nesting is too deep or the member
 *   stands twice
 */
export function takeRows(
  json: Uint8Array,
  member: string | null,
  most: { readonly rows: number; readonly around: number },
): JsonRows {
  const name = member === null ? '' : JSON.stringify(member).slice(1, -1);
  const outer = member === null ? 0 : 1;
  const rows: Uint8Array[] = [];
  let span = null as readonly [from: number, to: number] | null;
  let begin = -1;
  let rowStart = 0;
  let key = '';

  const add = (to: number): void => {
    rows.push(json.subarray(rowStart, to));
    rowStart = to + 1;
    if (rows.length > most.rows) throw new TooMuchJson('too many rows');
  };
  eachMark(json, {
    text(from, to, depth) {
      if (begin >= 0 || depth !== 1) return;
      const isLikeIt = to - from === name.length;
      key = isLikeIt ? Buffer.from(json.subarray(from, to)).toString('latin1') : '';
    },
    open(at, depth, code) {
      const isList = code === LIST && depth === outer && (member === null || key === name);
      if (!isList || begin >= 0) return;
      if (span) throw new SyntaxError('the list stands twice');
      begin = rowStart = at + 1;
    },
    close(at, depth) {
      if (begin < 0 || depth !== outer) return;
      if (rows.length > 0 || !isBlank(json, rowStart, at)) add(at);
      span = [begin, at];
      begin = -1;
      key = '';
    },
    comma(at, depth) {
      if (begin >= 0 && depth === outer + 1) add(at);
    },
  });
  const [from, to] = span ?? [json.length, json.length];
  if (span === null && json.length > most.around) throw new SyntaxError('no list');
  if (json.length - (to - from) > most.around) throw new TooMuchJson('too much around the list');
  return { rows, around: Buffer.concat([json.subarray(0, from), json.subarray(to)]) };
}
