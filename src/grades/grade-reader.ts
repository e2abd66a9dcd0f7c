import { InvalidInput, isAnswer, type Clock } from '../base/index.js';
import type { Assessment, CourseKey, Pull, SourceKind } from './grade.js';
import type { LtiServices } from './lti-ports.js';
import { assessmentOf, createLtiSource } from './lti-source.js';
import { createRosters, type OnRoster, type Roster } from './roster.js';
import type { GradeSource, Listing } from './source.js';
import type { ReadHistory } from './with-history.js';

/** Reads grades and rosters of courses, by whatever sources a course has. */
export interface GradeReader {
  /**
   * Lists each source with what it can read in this course, or why it cannot. A source that fails does not make this
   * throw.
   */
  listAssessments(course: CourseKey, kinds?: readonly SourceKind[]): Promise<Listing[]>;
  /** See {@link GradeSource.pull}. */
  pull(
    course: CourseKey,
    ref: { readonly source: SourceKind; readonly assessmentId: string },
    options?: { readonly userId?: string },
  ): Promise<Pull>;
  /**
   * Reads the roster. @returns null where the platform offers none
   * @param wanted people who should be on it; it is read again if they are not
   * @param notBefore the earliest moment at which it may have been read
   */
  roster(course: CourseKey, wanted?: readonly string[], notBefore?: Date): Promise<Roster | null>;
  /**
   * Reads the roster for one learner: at most a minute old, up to five where it takes long to read; null where there is
   * none.
   */
  rosterFor(course: CourseKey, userId: string): Promise<Roster | null>;
  /** Makes a gradebook column that belongs to the tool. Students see it, and it counts until its weight is 0. */
  createColumn(
    course: CourseKey,
    column: { readonly label: string; readonly maximum: number },
  ): Promise<Assessment>;
}

const failed = (source: SourceKind, error: unknown): Listing => {
  if (!isAnswer(error)) throw error;
  return {
    source,
    assessments: [],
    obstacle: {
      code: error.code,
      reason: error.message,
      remedy: error.action ?? 'Try again in a moment.',
    },
  };
};

/** @returns the reader of grades over the tool's own line items and the given sources */
export function createGradeReader(deps: {
  readonly services: LtiServices;
  readonly clock: Clock;
  /** Called with a roster that was read whole and says something else than the last one; after an hour with any. */
  readonly onRoster?: OnRoster;
  /** Whether a course is on Canvas; absent: none is. */
  readonly isCanvas?: (course: CourseKey) => Promise<boolean>;
  readonly history?: ReadHistory;
  /** The sources beside the tool's own line items. */
  readonly sources?: readonly GradeSource[];
}): GradeReader {
  const rosters = createRosters(deps);
  const sources = [createLtiSource(deps), ...(deps.sources ?? [])];
  const byKind = new Map(sources.map((source) => [source.kind, source]));
  return {
    listAssessments: (course, kinds) =>
      Promise.all(
        sources
          .filter((source) => !kinds || kinds.includes(source.kind))
          .map((source) =>
            source.listAssessments(course).catch((error: unknown) => failed(source.kind, error)),
          ),
      ),
    async pull(course, { source, assessmentId }, options) {
      const chosen = byKind.get(source);
      if (!chosen) {
        throw new InvalidInput('source_unknown', `Grades cannot be read by “${source}” here.`);
      }
      return chosen.pull(course, assessmentId, options);
    },
    roster: (course, wanted, notBefore) => rosters.get(course, wanted, notBefore),
    rosterFor: (course, userId) => rosters.getFor(course, userId),
    async createColumn(course, { label, maximum }) {
      const item = { label, scoreMaximum: maximum, tag: 'laurel-column' };
      return assessmentOf(await deps.services.createLineItem(course, item));
    },
  };
}
