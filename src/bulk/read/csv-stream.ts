import { MOST_COLUMNS, MOST_ROW, type Problem } from '../award-job.js';

/** A row as it stands in a file; `problem` says why its cells are not whole. */
export interface RawRow {
  /** The line on which it begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem?: Problem;
}

export interface CsvStream {
  /** Reads on. @param give takes each row that is whole */
  feed(text: string, give: (row: RawRow) => void): void;
  end(give: (row: RawRow) => void): void;
}

/** The separator is looked for in so many characters of the beginning. */
const MOST_HEAD = 16_384;
const SEPARATORS = [',', ';', '\t', '|'];

/** @returns the separator of cells that stands most often outside of quotes in the first line; Excel may name it (`sep=;`) */
function separatorOf(line: string): { readonly sign: string; readonly isNamed: boolean } {
  const [, named] = /^sep=([,;\t|])\r?$/i.exec(line) ?? [];
  if (named !== undefined) return { sign: named, isNamed: true };
  const plain = line.replace(/"[^"]*"/g, '');
  const count = (sign: string) => plain.split(sign).length;
  const sign = SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best));
  return { sign, isNamed: false };
}

/**
 * Reads CSV (RFC 4180) as it comes in, with any line end and separator that spreadsheets write; empty lines are left out. Of a row
 * beyond its budgets nothing more is kept, and reading goes on behind it. The time is linear in the text's length.
 */
export function createCsvStream(): CsvStream {
  let head: string | null = '';
  let separator = ',';
  let cells: string[] = [];
  let cell = '';
  let size = 0;
  let problem: Problem | undefined;
  let isQuoted = false;
  let isQuoteBefore = false;
  let isReturnBefore = false;
  let line = 1;
  let begin = 1;

  const keep = (sign: string): void => {
    size += 1;
    if (size > MOST_ROW) problem ??= 'too_long';
    else cell += sign;
  };
  const endCell = (): void => {
    if (cells.length < MOST_COLUMNS) cells.push(cell);
    else problem ??= 'too_many_columns';
    cell = '';
    size += 1;
  };
  const endRow = (give: (row: RawRow) => void): void => {
    endCell();
    const isThere = problem !== undefined || cells.some((each) => each.trim() !== '');
    if (isThere)
      give(problem === undefined ? { line: begin, cells } : { line: begin, cells, problem });
    cells = [];
    size = 0;
    problem = undefined;
  };
  const take = (sign: string, give: (row: RawRow) => void): void => {
    if (sign === '\n' && isReturnBefore) {
      isReturnBefore = false;
      begin = line;
      return;
    }
    isReturnBefore = false;
    if (isQuoteBefore) {
      isQuoteBefore = false;
      if (sign === '"') return keep(sign);
      isQuoted = false;
    }
    if (isQuoted) {
      if (sign === '"') isQuoteBefore = true;
      else {
        if (sign === '\n') line += 1;
        keep(sign);
      }
    } else if (sign === '"' && cell.trim() === '') {
      cell = '';
      isQuoted = true;
    } else if (sign === separator) endCell();
    else if (sign === '\n' || sign === '\r') {
      endRow(give);
      line += 1;
      begin = line;
      isReturnBefore = sign === '\r';
    } else keep(sign);
  };
  const read = (text: string, give: (row: RawRow) => void): void => {
    for (const sign of text) take(sign, give);
  };
  /** Finds the separator, once the first line is there. */
  const begun = (text: string, give: (row: RawRow) => void): void => {
    const end = /[\r\n]/.exec(text)?.index ?? text.length;
    const { sign, isNamed } = separatorOf(text.slice(0, Math.min(end, MOST_HEAD)));
    separator = sign;
    if (!isNamed) return read(text, give);
    const rest = text.slice(end).replace(/^\r?\n|^\r/, '');
    line = 2;
    begin = 2;
    read(rest, give);
  };

  return {
    feed(text, give) {
      if (head === null) return read(text, give);
      head += text;
      if (!/[\r\n]/.test(head) && head.length < MOST_HEAD) return;
      const whole = head;
      head = null;
      begun(whole, give);
    },
    end(give) {
      if (head !== null) {
        const whole = head;
        head = null;
        begun(whole, give);
      }
      if (isQuoted && !isQuoteBefore) problem = 'unclosed_quote';
      endRow(give);
    },
  };
}
