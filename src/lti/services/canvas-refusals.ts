import { NotFound, UpstreamFailed, type OutboundResponse } from '../../base/index.js';
import type { Platform } from '../platform/platform.js';

const OVER = /course has concluded/i;
const UNPUBLISHED = /still unpublished/i;
const MAXIMUM = /score ?maximum|result maximum|result score/i;
const MALFORMED = /is missing|not a valid timestamp|in the future/i;

const AGAIN = 'Laurel tries again by itself.';

/** A course whose dates are over or to come, or that was concluded; nothing of it is taken or given by LTI. */
export const courseOver = ({ name }: Pick<Platform, 'name'>, cause?: unknown): UpstreamFailed =>
  new UpstreamFailed(
    'course_concluded',
    `${name} takes and gives no grades by LTI in this course: it is over, or has not begun.`,
    {
      action: 'If the course goes on, change its dates or open it again in the learning platform.',
      cause,
    },
  );

/** A column that another client id made: the tool was registered anew, and its own columns are those of before. */
export const othersColumn = (cause?: unknown): UpstreamFailed =>
  new UpstreamFailed(
    'other_tool_column',
    'This column belongs to another registration of Laurel in the learning platform.',
    { action: 'Continue the earlier registration, or make a new column here.', cause },
  );

/**
 * What Canvas means by a status that has more than one meaning (`gradebook_services.rb`, `lti_dev_key`'s table of common
 * errors); null where the status alone says it.
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
 * What Canvas means by not taking a score: null where it is about the person (422), or where the time is older than the
 * result's (400).
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

/** Canvas answers for a course that is over as for one that is not there: its own list of columns is always there. */
export function overIfNotFound(platform: Platform, error: unknown): never {
  const isCanvas = platform.family === 'canvas';
  if (isCanvas && error instanceof NotFound && error.code === 'service_not_found') {
    throw courseOver(platform, error);
  }
  throw error;
}
