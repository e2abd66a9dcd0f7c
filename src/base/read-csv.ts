/** A row of a CSV file with the line it begins on, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * @returns the separator of cells: of those that spreadsheets write, the one that stands most often in the first line
 */
function separatorOf(text: string): string {
  const first = text.slice(0, 10_000).split(/\r?\n/, 1)[0] ?? '';
  const count = (sign: string) => first.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/**
 * Reads CSV (RFC 4180) with any line end and separator that spreadsheets write; empty lines are left out. The time is
 * linear in the text's length.
 * @throws SyntaxError for a quotation mark that is not closed, with the line in `cause`, and for more than `most` rows
 */
export function readCsv(text: string, most: number): CsvRow[] {
  const source = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(source);
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let begin = 1;
  const endRow = () => {
    cells.push(cell);
    if (cells.some((each) => each.trim() !== '')) rows.push({ line: begin, cells });
    if (rows.length > most) throw new SyntaxError('too many rows', { cause: begin });
    cells = [];
    cell = '';
  };
  for (let at = 0; at < source.length; at++) {
    const sign = source[at] as string;
    if (isQuoted) {
      if (sign === '\n') line += 1;
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') {
        cell += sign;
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"' && cell.trim() === '') {
      cell = '';
      isQuoted = true;
    } else if (sign === separator) {
      cells.push(cell);
      cell = '';
    } else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && source[at + 1] === '\n') at += 1;
      endRow();
      line += 1;
      begin = line;
    } else cell += sign;
  }
  if (isQuoted) throw new SyntaxError('a quote is not closed', { cause: begin });
  endRow();
  return rows;
}
