import { parseJson } from '../../base/index.js';
import { MOST_ROW, type Problem } from '../award-job.js';

/** A row of JSON with where it stands; `problem` says why it has no value. */
export interface JsonRow {
  /** The line of NDJSON, or the element of an array, counted from 1. */
  readonly line: number;
  readonly value?: unknown;
  readonly problem?: Problem;
}

export interface JsonStream {
  /** Reads on. @throws SyntaxError for what is neither an array nor lines of JSON */
  feed(text: string, give: (row: JsonRow) => void): void;
  /** @throws SyntaxError where an array is not closed */
  end(give: (row: JsonRow) => void): void;
}

/** How a sign changes how deeply what follows is nested. */
const DEPTH: ReadonlyMap<string, number> = new Map([
  ['{', 1],
  ['[', 1],
  ['}', -1],
  [']', -1],
]);
const BOUNDS = { depth: 4, values: 64 };

function parsed(line: number, text: string): JsonRow {
  try {
    return { line, value: parseJson(text, BOUNDS) };
  } catch {
    return { line, problem: 'unreadable' };
  }
}

/** Reads lines of JSON (NDJSON); empty ones are left out. Of a line beyond its budget nothing more is kept. */
export function createJsonLines(): JsonStream {
  let text = '';
  let line = 1;
  let isLong = false;
  const endLine = (give: (row: JsonRow) => void): void => {
    if (isLong) give({ line, problem: 'too_long' });
    else if (text.trim() !== '') give(parsed(line, text));
    text = '';
    isLong = false;
    line += 1;
  };
  const keep = (part: string): void => {
    if (text.length + part.length > MOST_ROW) isLong = true;
    else text += part;
  };
  return {
    feed(part, give) {
      let from = 0;
      for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', from)) {
        keep(part.slice(from, at));
        endLine(give);
        from = at + 1;
      }
      keep(part.slice(from));
    },
    end: endLine,
  };
}

/** Reads the elements of an array; each stands in memory for as long as it is read. */
export function createJsonArray(): JsonStream {
  let state: 'before' | 'within' | 'after' = 'before';
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  let text = '';
  let isLong = false;
  let line = 1;
  const wrong = () => new SyntaxError('not an array of rows');
  const endElement = (give: (row: JsonRow) => void, isLast: boolean): void => {
    const isEmpty = !isLong && text.trim() === '';
    if (isEmpty && !(isLast && line === 1)) throw wrong();
    if (!isEmpty) {
      give(isLong ? { line, problem: 'too_long' } : parsed(line, text));
      line += 1;
    }
    text = '';
    isLong = false;
  };
  const keep = (sign: string): void => {
    if (text.length >= MOST_ROW) isLong = true;
    else text += sign;
  };
  const takeText = (sign: string): void => {
    keep(sign);
    if (isEscaped) isEscaped = false;
    else if (sign === '\\') isEscaped = true;
    else if (sign === '"') isText = false;
  };
  const take = (sign: string, give: (row: JsonRow) => void): void => {
    if (state !== 'within') {
      if (sign === '[' && state === 'before') state = 'within';
      else if (!/\s/.test(sign)) throw wrong();
      return;
    }
    if (isText) return takeText(sign);
    if (depth === 0 && sign === ',') return endElement(give, false);
    if (depth === 0 && sign === ']') {
      endElement(give, true);
      state = 'after';
      return;
    }
    if (sign === '"') isText = true;
    else depth += DEPTH.get(sign) ?? 0;
    if (depth < 0) throw wrong();
    keep(sign);
  };
  return {
    feed(part, give) {
      for (const sign of part) take(sign, give);
    },
    end() {
      if (state !== 'after') throw wrong();
    },
  };
}
