import { NotFound, UpstreamFailed, type OutboundResponse } from '../../base/index.js';
import type { Platform } from '../platform/platform.js';

const OVER = /course has concluded/i;
const UNPUBLISHED = /still unpublished/i;
const MAXIMUM = /score ?maximum|result maximum|result score/i;
const MALFORMED = /is missing|not a valid timestamp|in the future/i;

const AGAIN = 'Laurel tries again by itself.';

/** The error for a course outside its dates, or concluded: Canvas neither gives nor takes grades of it by LTI. */
export const courseOver = ({ name }: Pick<Platform, 'name'>, cause?: unknown): UpstreamFailed =>
  new UpstreamFailed(
    'course_concluded',
    `${name} takes and gives no grades by LTI in this course: it is over, or has not begun.`,
    {
      action: 'If the course goes on, change its dates or open it again in the learning platform.',
      cause,
    },
  );

/**
 * The error for a column that another client id made: after a new registration the tool's earlier columns are no longer
 * its own.
 */
export const othersColumn = (cause?: unknown): UpstreamFailed =>
  new UpstreamFailed(
    'other_tool_column',
    'This column belongs to another registration of Laurel in the learning platform.',
    { action: 'Continue the earlier registration, or make a new column here.', cause },
  );

/**
 * Explains a status of Canvas that has more than one meaning (`gradebook_services.rb`; `lti_dev_key`'s table of common
 * errors).
 * @returns null where the status alone is clear
 */
export function canvasRefusal(platform: Platform, response: OutboundResponse): Error | null {
  if (platform.family !== 'canvas') return null;
  const { status } = response;
  const cause = new Error(`HTTP ${status}`);
  if (status === 412) return othersColumn(cause);
  if (status === 422 && OVER.test(response.text())) return courseOver(platform, cause);
  return null;
}

/**
 * Explains why Canvas did not take a score.
 * @returns null where the reason is the person (422), or a time older than the result's (400)
 */
export function canvasScoreRefusal(platform: Platform, response: OutboundResponse): Error | null {
  const known = canvasRefusal(platform, response);
  if (known || platform.family !== 'canvas') return known;
  const { status } = response;
  const said = response.text();
  const cause = new Error(`HTTP ${status}`);
  if (status === 422 && UNPUBLISHED.test(said)) {
    return new UpstreamFailed(
      'column_unpublished',
      'The assignment of this column is not published.',
      {
        action: 'Publish it in the learning platform; Laurel tries again by itself.',
        cause,
      },
    );
  }
  const isMalformed =
    (status === 422 && MAXIMUM.test(said)) || (status === 400 && MALFORMED.test(said));
  if (!isMalformed) return null;
  return new UpstreamFailed(
    'score_malformed',
    `${platform.name} says that a score is not as it has to be.`,
    {
      action: AGAIN,
      cause,
    },
  );
}

/**
 * Canvas answers 404 for a course that is over; the list of columns itself always exists, so that a 404 there means
 * this.
 */
export function overIfNotFound(platform: Platform, error: unknown): never {
  const isCanvas = platform.family === 'canvas';
  if (isCanvas && error instanceof NotFound && error.code === 'service_not_found') {
    throw courseOver(platform, error);
  }
  throw error;
}
