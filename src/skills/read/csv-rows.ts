/** A row of a table, with the line on which it begins; `odd` says why it cannot be used. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly odd?: 'quote' | 'columns' | 'too_long';
}

/** The most characters of a row; ESCO's longest have some 6,000. */
const MOST_ROW = 65_536;
const SEPARATORS = ['\t', ',', ';'];

const separatorOf = (line: string): string =>
  SEPARATORS.reduce((best, sign) =>
    line.split(sign).length > line.split(best).length ? sign : best,
  );

interface Cut {
  readonly cells: string[];
  /** Where reading goes on. */
  readonly end: number;
  readonly odd?: 'quote' | 'too_long';
}

const isEnd = (sign: string | undefined): boolean =>
  sign === undefined || sign === '\n' || sign === '\r';

/** Reads the cell that begins at `start`. @returns its text and where it ends; null where its quotes are wrong */
function cellAt(text: string, start: number, separator: string): [string, number] | null {
  if (text[start] !== '"') {
    let at = start;
    while (at - start <= MOST_ROW && text[at] !== separator && !isEnd(text[at])) at += 1;
    return [text.slice(start, at), at];
  }
  let cell = '';
  for (let from = start + 1; ;) {
    const at = text.indexOf('"', from);
    if (at < 0 || at - start > MOST_ROW) return null;
    cell += text.slice(from, at);
    const next = text[at + 1];
    if (next === separator || isEnd(next)) return [cell, at + 1];
    if (next !== '"') return null;
    cell += '"';
    from = at + 2;
  }
}

function rowAt(text: string, start: number, separator: string): Cut {
  const cells: string[] = [];
  for (let at = start; ;) {
    const found = cellAt(text, at, separator);
    if (found === null) return { cells, end: at, odd: 'quote' };
    const [cell, end] = found;
    cells.push(cell);
    if (end - start > MOST_ROW) return { cells, end, odd: 'too_long' };
    if (text[end] !== separator) {
      const isPair = text[end] === '\r' && text[end + 1] === '\n';
      return { cells, end: end + (isPair ? 2 : 1) };
    }
    at = end + 1;
  }
}

/** @returns where the next line begins */
function nextLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length + 1 : at + 1;
}

function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1))
    count += 1;
  return count;
}

/**
 * Reads a table: CSV (RFC 4180), also with semicolons, or with tabs. A row whose quotes are wrong, or that has more cells than
 * the first row, is told of, and reading goes on with the line behind the one on which it begins: a quote that is not closed
 * costs its own row alone. The time is linear in the text's length, and in that of odd rows, of which the caller takes so many.
 */
export function* csvRows(text: string): Generator<TableRow> {
  const firstLine = text.slice(0, Math.min(nextLine(text, 0), MOST_ROW));
  const separator = separatorOf(firstLine);
  let columns = Infinity;
  let line = 1;
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length;) {
    const { cells, end, odd } = rowAt(text, at, separator);
    const isWide = cells.length > columns;
    if (odd !== undefined || isWide) {
      yield { line, cells, odd: odd ?? 'columns' };
      at = nextLine(text, at);
      line += 1;
      continue;
    }
    if (cells.some((cell) => cell.trim() !== '')) {
      if (columns === Infinity) columns = cells.length;
      yield { line, cells };
    }
    line += countLines(text, at, end);
    at = end;
  }
}
