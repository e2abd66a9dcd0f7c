const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const MOST_DEPTH = 64;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
/**
 * Whether a character code can stand in a JSON number: a digit, a sign, the decimal point, or the letter of the
 * exponent.
 */
const isOfNumber = (code: number): boolean =>
  isDigit(code) ||
  code === 0x2b ||
  code === MINUS ||
  code === 0x2e ||
  code === 0x45 ||
  code === 0x65;

function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== QUOTE)
    at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

function endOfNumber(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && isOfNumber(json.charCodeAt(at))) at += 1;
  return at;
}

/** A number (RFC 8259, 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Whether the quoted number is followed by a colon. A number in place of a member's name is no JSON, and quoting must
 * not make it one.
 */
function isName(json: string, end: number): boolean {
  let at = end;
  while (json.charCodeAt(at) <= 0x20) at += 1;
  return json.charCodeAt(at) === 0x3a;
}

/**
 * Puts every number into quotation marks, in one pass over the text.
 * @throws SyntaxError where nesting is too deep, and where quoting would turn invalid JSON into valid JSON
 */
function quoteNumbers(json: string): string {
  const parts: string[] = [];
  let from = 0;
  let depth = 0;
  for (let at = 0; at < json.length;) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfText(json, at);
    else if (isDigit(code) || code === MINUS) {
      const end = endOfNumber(json, at);
      const number = json.slice(at, end);
      if (!NUMBER.test(number) || isName(json, end)) throw new SyntaxError('not a number');
      parts.push(json.slice(from, at), '"', number, '"');
      at = end;
      from = end;
    } else {
      if (code === 0x5b || code === 0x7b) depth += 1;
      else if (code === 0x5d || code === 0x7d) depth -= 1;
      if (depth > MOST_DEPTH) throw new SyntaxError('nested too deeply');
      at += 1;
    }
  }
  parts.push(json.slice(from));
  return parts.join('');
}

/**
 * Parses JSON and keeps every number as the text it was written in: 69.995 stays "69.995" and 70.0 stays "70.0", which
 * a double would lose.
 * @throws SyntaxError when the text is no JSON, or nested too deeply
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(quoteNumbers(text));
}
