import { LaurelError } from '../base/index.js';
import type { Pull } from '../grades/index.js';

/** One assessment as it was just read, or why it could not be. */
export type Reading =
  { readonly pull: Pull } | { readonly problem: string; readonly error: unknown };

/** Who counts as a learner of a course; `null`: this course tells no roster. */
export type RosterLookup = { has(userId: string): boolean } | null;

const BUSY = new Set(['platform_busy', 'canvas_busy', 'moodle_busy']);
const SILENT = new Set(['upstream_timeout', 'upstream_unreachable']);

/** Whether a code says that the platform does not answer, or asks for patience. */
export const isSilence = (code: string): boolean => SILENT.has(code) || BUSY.has(code);

/** Whether an error is about the whole platform: it does not answer, or asks for patience. */
export const isAboutPlatform = (error: unknown): error is LaurelError =>
  error instanceof LaurelError && isSilence(error.code);
