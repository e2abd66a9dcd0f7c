import { omitUndefined } from '../../base/index.js';
import type { Request } from 'express';

/**
 * The notices that a page begins with after an action, by the code in `?done=`; those with `hasText` have a text below
 * the title.
 */
const DONE: Readonly<Record<string, { readonly kind: string; readonly hasText?: true }>> = {
  saved: { kind: 'success' },
  activated: { kind: 'success', hasText: true },
  activatedReleased: { kind: 'success', hasText: true },
  activatedDate: { kind: 'success', hasText: true },
  activatedConfirm: { kind: 'info', hasText: true },
  submitted: { kind: 'info', hasText: true },
  undone: { kind: 'success' },
  digestOn: { kind: 'success', hasText: true },
  digestSoon: { kind: 'success', hasText: true },
  digestOff: { kind: 'success' },
  bulkNobody: { kind: 'info', hasText: true },
  answered: { kind: 'success' },
  asked: { kind: 'success', hasText: true },
  askedBefore: { kind: 'info', hasText: true },
  askWithdrawn: { kind: 'success' },
  checked: { kind: 'success' },
  unread: { kind: 'warn', hasText: true },
  absent: { kind: 'warn', hasText: true },
  checking: { kind: 'info', hasText: true },
  queued: { kind: 'info', hasText: true },
  changed: { kind: 'success' },
  removed: { kind: 'success' },
  brought: { kind: 'success' },
  confirmed: { kind: 'success' },
  recalculated: { kind: 'success' },
  column: { kind: 'success' },
  paused: { kind: 'success' },
  resumed: { kind: 'success' },
  ended: { kind: 'success' },
  endUndone: { kind: 'success' },
  revokeUndone: { kind: 'success' },
  released: { kind: 'success' },
  awarded: { kind: 'success' },
  denied: { kind: 'success' },
  revoked: { kind: 'success' },
  keptOne: { kind: 'success' },
  kept: { kind: 'success' },
  unchanged: { kind: 'info' },
  studies: { kind: 'success' },
  renewed: { kind: 'success' },
  reissued: { kind: 'success', hasText: true },
  shared: { kind: 'success' },
  withdrawn: { kind: 'success' },
  visible: { kind: 'success', hasText: true },
};

/** Codes whose messages are below `desk.done`; all others are below `awards.done`. */
const DESK: ReadonlySet<string> = new Set([
  'bulkNobody',
  'digestOn',
  'digestSoon',
  'digestOff',
  'answered',
  'asked',
  'askedBefore',
  'askWithdrawn',
]);

/** @returns the notice that the request's address asks for; undefined where it names none */
export function doneNotice({ query: { done }, t }: Request): object | undefined {
  if (typeof done !== 'string' || !Object.hasOwn(DONE, done)) return undefined;
  const key = DESK.has(done) ? `desk.done.${done}` : `awards.done.${done}`;
  return omitUndefined({
    kind: DONE[done]?.kind,
    title: t(`${key}.title`),
    text: DONE[done]?.hasText ? t(`${key}.text`) : undefined,
  });
}
