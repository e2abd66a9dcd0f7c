import { BSONRegExp } from 'bson';
import type { Value } from '../bson/values.js';
import { CommandError, notImplemented } from '../errors.js';
import { memo } from '../memo.js';

/** What PCRE has and JavaScript reads otherwise or not at all. */
const PCRE_ONLY = /\\[AZzGKhHRQEX]|\(\?[>#|&RP]|\[\[:|[*+?}]\+|\\[pP]\{?(?!\{|L|N|P|S|Z|M|C)/;

/** The JavaScript expression that does what MongoDB's `pattern` with `options` (imsxu) does. */
export const toRegExp = memo(500, build);

function build(pattern: string, options: string): RegExp {
  for (const flag of options)
    if (!'imsxu'.includes(flag))
      throw new CommandError(51108, `invalid flag in regex options: ${flag}`);
  if (pattern.includes('\0'))
    throw new CommandError('BadValue', 'Regular expression cannot contain an embedded null byte');
  let source = pattern;
  let flags = [...new Set(options.replace(/[xu]/g, ''))].join('');
  const inline = /^\(\?([imsx]+)\)/.exec(source);
  if (inline) {
    source = source.slice(inline[0].length);
    flags = [...new Set(flags + (inline[1] as string).replace('x', ''))].join('');
  }
  if (options.includes('x') || inline?.[1]?.includes('x')) source = withoutComments(source);
  if (PCRE_ONLY.test(source)) throw notImplemented(`The regular expression syntax of /${pattern}/`);
  return compile(source, flags);
}

const withoutComments = (source: string): string =>
  source.replace(/\\.|\[(?:\\.|[^\]\\])*\]?|#.*|\s+/g, (part) => (/^[#\s]/.test(part) ? '' : part));

function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    try {
      return new RegExp(source, flags);
    } catch (error) {
      throw new CommandError(51091, `Regular expression is invalid: ${(error as Error).message}`);
    }
  }
}

/** The expression of a `$regex` operand: a string or a regular expression, and perhaps `$options`. */
export function regexOf(operand: Value, options: Value | undefined): BSONRegExp {
  if (options !== undefined && typeof options !== 'string')
    throw new CommandError('BadValue', '$options has to be a string');
  if (operand instanceof BSONRegExp) {
    if (options !== undefined && operand.options)
      throw new CommandError(51075, 'options set in both $regex and $options');
    return new BSONRegExp(operand.pattern, options ?? operand.options);
  }
  if (typeof operand !== 'string') throw new CommandError('BadValue', '$regex has to be a string');
  return new BSONRegExp(operand, checked(options ?? ''));
}

function checked(options: string): string {
  toRegExp('', options);
  return options;
}
