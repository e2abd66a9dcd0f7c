const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** The limits of {@link parseJson}. */
export interface JsonBounds {
  /** How deeply arrays and objects may be nested. */
  readonly depth?: number;
  /** How many members and elements there may be in all. */
  readonly values?: number;
}

/** @returns the index after the string that begins at `start`, or the text's length where it is not closed */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return json.length;
}

/**
 * Parses JSON of another system. Nesting and values are counted in the text first, since parsing half a megabyte of
 * brackets would block the process for a second.
 * @throws SyntaxError when the text is no JSON or exceeds the limits
 */
export function parseJson(json: string, { depth = 64, values = 50_000 }: JsonBounds = {}): unknown {
  let open = 0;
  let seen = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfText(json, at);
    else if (code === 0x5b || code === 0x7b) {
      open += 1;
      seen += 1;
    } else if (code === 0x5d || code === 0x7d) open -= 1;
    else if (code === COMMA) seen += 1;
    if (open > depth) throw new SyntaxError('nested too deeply');
    if (seen > values) throw new SyntaxError('too many values');
  }
  return JSON.parse(json);
}
