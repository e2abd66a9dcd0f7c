const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

export interface JsonBounds {
  /** Arrays and objects within one another. */
  readonly depth?: number;
  /** Members and elements, all together. */
  readonly values?: number;
}

/** Where a text that begins at `start` ends, or the end of it all. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return json.length;
}

/**
 * Parses JSON of another system. Nesting and number are counted in the text first: half a megabyte of brackets would hold
 * the process for a second.
 * @throws SyntaxError when it is no JSON, or goes beyond the bounds
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
