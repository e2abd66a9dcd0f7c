import { LaurelError } from '../base/index.js';
import type { Pull } from '../grades/index.js';

/** One assessment as it was just read, or the reason why it could not be read. */
export type Reading =
  | { readonly pull: Pull }
  | { readonly problem: string; readonly error: unknown };

/** Tells who is a learner of a course; null where the platform gives no roster of the course. */
export type RosterLookup = { has(userId: string): boolean } | null;

const BUSY = new Set(['platform_busy', 'canvas_busy', 'moodle_busy']);
const SILENT = new Set(['upstream_timeout', 'upstream_unreachable']);

/** Whether an error's code says that the platform does not answer, or asks to be called less often. */
export const isSilence = (code: string): boolean => SILENT.has(code) || BUSY.has(code);

/**
 * Whether an error concerns the whole platform, not one assessment: it does not answer, or asks to be called less
 * often.
 */
export const isAboutPlatform = (error: unknown): error is LaurelError =>
  error instanceof LaurelError && isSilence(error.code);
