import { csvRows } from './csv-rows.js';
import type { OddCode } from './read-skill.js';

/** A row by the names of its columns. */
export interface NamedRow {
  readonly line: number;
  /** @returns what stands in a column; empty where the table has none of this name */
  cell(name: string): string;
}

/** A table whose first row names its columns. */
export interface Table {
  readonly columns: ReadonlySet<string>;
  /** @param odd takes what cannot be used */
  rows(odd: (line: number, code: OddCode) => void): Generator<NamedRow>;
}

const nameOf = (cell: string): string => cell.trim().toLowerCase();

/** @returns a table; its columns' names are in lower case */
export function tableOf(text: string): Table {
  const all = csvRows(text);
  const first = all.next();
  const head = first.done === true || first.value.odd ? [] : first.value.cells.map(nameOf);
  return {
    columns: new Set(head),
    *rows(odd) {
      for (const row of all) {
        if (row.odd !== undefined) odd(row.line, row.odd);
        else yield { line: row.line, cell: (name) => row.cells[head.indexOf(name)]?.trim() ?? '' };
      }
    },
  };
}
