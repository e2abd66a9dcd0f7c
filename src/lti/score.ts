import { NotFound, UpstreamFailed, type OutboundResponse } from '../base/index.js';
import type { Platform, PlatformFamily } from './platform.js';

/** A score the tool gives (AGS 2.0, 3.4.3 to 3.4.6). */
export interface Score {
  readonly userId: string;
  readonly scoreGiven: number;
  readonly scoreMaximum: number;
  readonly comment?: string;
  readonly activityProgress: 'Initialized' | 'Started' | 'InProgress' | 'Submitted' | 'Completed';
  readonly gradingProgress: 'FullyGraded' | 'Pending' | 'PendingManual' | 'Failed' | 'NotReady';
  /** Must be later than the last one's; Moodle counts whole seconds. */
  readonly timestamp: Date;
}

/**
 * What became of a score. `stale`: the platform has a newer one. `ungradable`: this person cannot be graded there
 * (left the course, teaches it, a test student).
 */
export type ScoreOutcome = 'accepted' | 'stale' | 'ungradable';

/**
 * The body of a score. Canvas is told to keep a teacher's grade and to make no new attempt of it; Moodle keeps an
 * overridden grade by itself.
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

/**
 * Whether the platform itself says that it took a score: Canvas names the result, Moodle says nothing. A page of
 * somebody in between (a login, a maintenance notice) comes with 200 too, and the score is lost.
 */
function isTaken(response: OutboundResponse, { family }: Platform): boolean {
  if (/\bhtml\b/i.test(response.headers.get('content-type') ?? '')) return false;
  if (family === 'other') return true;
  const text = response.text().trim();
  if (text === '') return family === 'moodle';
  try {
    const said = JSON.parse(text) as unknown;
    const keys = typeof said === 'object' && said !== null ? Object.keys(said) : [];
    return family === 'canvas' ? keys.includes('resultUrl') : keys.length === 0;
  } catch {
    return false;
  }
}

/** Moodle: 409 stale, 400 ungradable. Canvas: 400 stale, 422 ungradable. */
export function scoreOutcome(response: OutboundResponse, platform: Platform): ScoreOutcome {
  const { status } = response;
  if (status >= 200 && status < 300 && isTaken(response, platform)) return 'accepted';
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
