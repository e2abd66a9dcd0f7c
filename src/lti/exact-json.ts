const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON with every number as the text it was written in: 69.995 stays "69.995" and 70.0 stays "70.0", which a
 * double would not keep.
 * @throws SyntaxError when it is no JSON
 */
export function parseExactJson(text: string): unknown {
  // First as it is: the rewriting below must not make JSON of what is none.
  JSON.parse(text);
  return JSON.parse(
    text.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  );
}
