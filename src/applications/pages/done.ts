import type { Request } from 'express';

/** What a page says after a form, by the code in its address; the words are at `applications.done.<code>`. */
const DONE: Readonly<Record<string, 'success' | 'info' | 'warn'>> = {
  saved: 'success',
  opened: 'success',
  closed: 'success',
  discarded: 'success',
  notYet: 'warn',
  handedIn: 'success',
  withdrawn: 'success',
  fileAdded: 'success',
  fileRemoved: 'success',
  approved: 'success',
  returned: 'success',
  refused: 'success',
  second: 'info',
  disputed: 'info',
  undone: 'success',
};

/** @returns the notice that the request's address asks for; undefined where it names none */
export function doneOf({ query: { done }, t }: Request): object | undefined {
  if (typeof done !== 'string' || !Object.hasOwn(DONE, done)) return undefined;
  return { kind: DONE[done], title: t(`applications.done.${done}`) };
}
