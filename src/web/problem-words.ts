import type { LaurelError } from '../base/index.js';
import type { Translate } from './locale.js';

type Problem = Pick<LaurelError, 'code' | 'message' | 'action'> &
  Partial<Pick<LaurelError, 'values' | 'wording'>>;

/** What a person reads of an error: what is the matter, and what they can do. */
export interface ProblemWords {
  readonly message: string;
  readonly action: string | undefined;
}

/**
 * Says an error in the reader's language: by `problem.<code>.<wording>`, else by `problem.<code>`, else as the obstacle
 * to reading grades of that code (`grades.obstacle.<code>`). One that has no words, or lacks a value that they name, is
 * told as it was thrown, in English.
 */
export function problemInWords(t: Translate, error: Problem): ProblemWords {
  const { code, values = {}, wording } = error;
  const first = (keys: readonly string[]): string | undefined =>
    keys.map((key) => ({ key, text: t(key, values) })).find(isWhole)?.text;
  const own = [...(wording === undefined ? [] : [`problem.${code}.${wording}`]), `problem.${code}`];
  const obstacle = `grades.obstacle.${code}`;
  const message = first([...own.map((key) => `${key}.message`), `${obstacle}.reason`]);
  if (message === undefined) return { message: error.message, action: error.action };
  return { message, action: first([...own.map((key) => `${key}.action`), `${obstacle}.remedy`]) };
}

const isWhole = ({ key, text }: { readonly key: string; readonly text: string }): boolean =>
  text !== key && !/\{\w+\}/.test(text);

/** The same as one text, such as beside a field. */
export function problemText(t: Translate, error: Problem): string {
  const { message, action = '' } = problemInWords(t, error);
  return `${message} ${action}`.trim();
}
