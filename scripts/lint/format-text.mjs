import { readFileSync } from 'node:fs';
import { format } from 'oxfmt';

const config = new URL('../../.oxfmtrc.json', import.meta.url);

/**
 * Formats what a script writes as everything here is.
 * @param {string} name of the file, by which its language is known
 * @param {string} text
 * @returns {Promise<string>}
 * @throws Error where the text is none of its language
 */
export async function formatText(name, text) {
  const { singleQuote, printWidth } = JSON.parse(readFileSync(config, 'utf8'));
  const { code, errors } = await format(name, text, { singleQuote, printWidth });
  if (errors.length > 0) throw new Error(`${name}: ${errors.map((one) => one.message).join('; ')}`);
  return code;
}
