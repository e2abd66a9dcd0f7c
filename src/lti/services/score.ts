import { isOk, NotFound, UpstreamFailed, type OutboundResponse } from '../../base/index.js';
import type { Platform, PlatformFamily } from '../platform/platform.js';
import { canvasScoreRefusal } from './canvas-refusals.js';

/**
 * A score that the tool sends (AGS 2.0, 3.4.3 to 3.4.6). There is always a number, and it is final: for another
 * progress, and for no score, Canvas erases the grade, even when told to keep a teacher's (`scores_controller.rb`).
 */
export interface Score {
  readonly userId: string;
  readonly scoreGiven: number;
  readonly scoreMaximum: number;
  readonly comment?: string;
  readonly activityProgress: 'Submitted' | 'Completed';
  readonly gradingProgress: 'FullyGraded';
  /** When the score was given; must be later than the previous one's. Moodle counts whole seconds. */
  readonly timestamp: Date;
}

/**
 * What became of a score. `stale`: the platform has a newer one. `ungradable`: this person cannot be graded there now
 * (left the course, teaches it, a test student; the course is unpublished or over). Both may change later.
 */
export type ScoreOutcome = 'accepted' | 'stale' | 'ungradable';

/**
 * Builds the body of a score. Canvas is told to keep an existing grade, including an earlier one of this tool, and to
 * add no attempt; its results then show this score whatever the gradebook keeps. Moodle keeps an overridden grade by
 * itself.
 */
export function scoreBody(score: Score, family: PlatformFamily): object {
  const { timestamp, ...rest } = score;
  const body = { ...rest, timestamp: timestamp.toISOString() };
  if (family !== 'canvas') return body;
  return {
    ...body,
    'https://canvas.instructure.com/lti/submission': {
      new_submission: false,
      prioritize_non_tool_grade: true,
    },
  };
}

/** Classifies a body, whatever its media type: PHP labels everything `text/html` by default. */
function saidIn(response: OutboundResponse): 'nothing' | 'taken' | 'refused' | 'page' | 'words' {
  const text = response.text().trim();
  if (text === '') return 'nothing';
  try {
    const said = JSON.parse(text) as unknown;
    if (typeof said !== 'object' || said === null) return 'words';
    const keys = Object.keys(said);
    if (keys.includes('resultUrl')) return 'taken';
    if (keys.some((key) => /^(errors?|exception|error_?code)$/i.test(key))) return 'refused';
    return keys.length === 0 ? 'nothing' : 'words';
  } catch {
    return text.startsWith('<') ? 'page' : 'words';
  }
}

/**
 * Whether a platform took a score: by its status, and by a body that does not contradict it (AGS 2.0, 3.4 asks for
 * none). Canvas names the result, Moodle sends nothing. A page of an intermediary (a login, a maintenance notice) comes
 * with 200 too, and the score is lost.
 */
function isTaken(response: OutboundResponse, { family }: Platform): boolean {
  if (response.status === 204 || response.status === 205) return true;
  const said = saidIn(response);
  return said === 'nothing' || said === 'taken' || (said === 'words' && family === 'other');
}

/**
 * Reads the outcome of a score. Moodle: 409 stale, 400 ungradable. Canvas: 400 stale, 422 ungradable, except where its
 * message says that the course is over, the column is unpublished or the score is malformed.
 */
export function scoreOutcome(response: OutboundResponse, platform: Platform): ScoreOutcome {
  const { status } = response;
  if (isOk(response) && isTaken(response, platform)) return 'accepted';
  const refusal = canvasScoreRefusal(platform, response);
  if (refusal) throw refusal;
  if (status === 409 || (status === 400 && platform.family === 'canvas')) return 'stale';
  if (status === 422 || status === 400) return 'ungradable';
  const cause = new Error(`HTTP ${status}`);
  if (status === 404) {
    throw new NotFound('service_not_found', 'This column is no longer in the gradebook.', {
      cause,
    });
  }
  throw new UpstreamFailed('service_failed', `${platform.name} did not take the score.`, {
    action: 'Laurel tries again by itself.',
    cause,
  });
}
