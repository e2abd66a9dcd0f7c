import { LaurelError, omitUndefined } from '../base/index.js';
import type { Notice } from '../grades/index.js';
import type { CheckFailure } from './check-store.js';

/** What an error says to a course's instructors; one of ours only that it happened. */
export function failureOf(error: unknown, at: Date): CheckFailure {
  if (error instanceof LaurelError) {
    const { code, message, retryAfterSeconds } = error;
    return omitUndefined({
      at,
      code,
      message,
      retryAfterSeconds,
    });
  }
  return { at, code: 'check_failed', message: 'The check stopped with an internal error.' };
}

/** What a doubt about a reading says to a course's instructors. */
export const failureOfNotice = ({ code, reason, values }: Notice, at: Date): CheckFailure =>
  omitUndefined({ at, code, message: reason, values: values ? values : undefined });
