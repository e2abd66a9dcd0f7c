import type { Launch } from './launch.js';

/** The custom parameter that platforms fill in with `$Context.id.history` (LTI 1.3 Core, appendix B). */
export const HISTORY_FIELD = 'context_history';

const MOST = 200;
/** A context's id: at most 255 ASCII characters (LTI 1.3 Core, 5.4.1), without commas, which separate the list. */
const CONTEXT_ID = /^[\x21-\x7e]{1,255}$/;

/**
 * Lists the courses that a course was copied from, the nearest first. Moodle follows copies to the original on the same
 * site. Canvas names at most 1,000 courses whose content was copied, followed by `truncated`. A platform that does not
 * know the variable returns its name unchanged.
 */
export function contextHistoryOf({
  custom,
  context,
}: Pick<Launch, 'custom' | 'context'>): string[] {
  const said = Object.hasOwn(custom, HISTORY_FIELD) ? (custom[HISTORY_FIELD] ?? '') : '';
  if (said.startsWith('$')) return [];
  const ids = said
    .split(',', MOST)
    .map((id) => id.trim())
    .filter((id) => CONTEXT_ID.test(id) && id !== 'truncated' && id !== context.id);
  return [...new Set(ids)];
}
