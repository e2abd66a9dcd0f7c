import { InvalidInput, isAnswer, type Clock } from '../base/index.js';
import type { Assessment, CourseKey, Pull, SourceKind } from './grade.js';
import type { LtiServices } from './lti-ports.js';
import { assessmentOf, createLtiSource } from './lti-source.js';
import { createRosters, type OnRoster, type Roster } from './roster.js';
import type { GradeSource, Listing } from './source.js';
import type { ReadHistory } from './with-history.js';

/** Reads grades and rosters of courses, in whatever way a course offers. */
export interface GradeReader {
  /** Every way of reading grades, with what it can read in this course or why it cannot. Never throws for one that fails. */
  listAssessments(course: CourseKey, kinds?: readonly SourceKind[]): Promise<Listing[]>;
  /** See {@link GradeSource.pull}. */
  pull(
    course: CourseKey,
    ref: { readonly source: SourceKind; readonly assessmentId: string },
    options?: { readonly userId?: string },
  ): Promise<Pull>;
  /** Null where the platform offers none. @param wanted people who should be on it: asked for again if they are not. @param notBefore how new it has to be */
  roster(course: CourseKey, wanted?: readonly string[], notBefore?: Date): Promise<Roster | null>;
  /** The roster to look one learner up in: a minute old at most, up to five where it is long to read. Null where there is none. */
  rosterFor(course: CourseKey, userId: string): Promise<Roster | null>;
  /** Makes a column in the gradebook that belongs to the tool. Students see it, and it counts until it is weighted 0. */
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

export function createGradeReader(deps: {
  readonly services: LtiServices;
  readonly clock: Clock;
  /** Told of every roster that was read whole. */
  readonly onRoster?: OnRoster;
  /** Whether a course is Canvas's; none is where this is absent. */
  readonly isCanvas?: (course: CourseKey) => Promise<boolean>;
  readonly history?: ReadHistory;
  /** Beside the tool's own line items. */
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
