import { isAnswer, NotFound, type Clock } from '../base/index.js';
import type { CourseKey, Grade } from './grade.js';
import type { LtiServices } from './lti-ports.js';
import { MIRROR_TAG } from './mirror-column.js';
import { restrictionNotices } from './restriction-notices.js';
import type { RestrictionStore } from './restriction-store.js';
import { buildRoster } from './roster.js';
import type { GradeSource } from './source.js';

/** An activity of the tool in a course, as launches described it. */
interface ActivityLink {
  readonly id: string;
  readonly title: string;
}

/**
 * Creates source c of the README: a Moodle activity of the tool that only those who passed may open. NRPS with `rlid`
 * (NRPS 2.0, 3.5) lists exactly those, a yes or no without a score. Whether there is a restriction cannot be read.
 * Therefore nothing is decided while the filtered list holds every learner of the course, unless it has excluded
 * somebody before or an instructor confirms that all have passed. A non-editing teacher is a `Learner` to Moodle and
 * always passes: they are left out where web services tell who can be graded.
 */
export function createRestrictedSource(deps: {
  readonly services: Pick<LtiServices, 'fetchMembers' | 'listLineItems'>;
  readonly clock: Clock;
  isMoodle(course: CourseKey): Promise<boolean>;
  readonly restrictions: Pick<RestrictionStore, 'get' | 'noteFiltered'>;
  /** @returns the tool's activities in a course, as launches described them */
  opened(course: CourseKey): Promise<readonly ActivityLink[]>;
  /** @returns who can be graded in a course, which excludes non-editing teachers; null where it cannot be read */
  gradable?(course: CourseKey): Promise<ReadonlySet<string> | null>;
}): GradeSource {
  const { services, clock } = deps;

  /**
   * Lists activities that nobody has opened yet, such as those of a copied course: their columns name them (AGS 2.0,
   * 3.2.9).
   */
  async function graded(course: CourseKey): Promise<ActivityLink[]> {
    const items = await services.listLineItems(course);
    return items.flatMap(({ resourceLinkId: id, label: title, tag }) =>
      id === undefined || tag === MIRROR_TAG ? [] : [{ id, title }],
    );
  }

  async function linksOf(course: CourseKey): Promise<ActivityLink[]> {
    if (!(await deps.isMoodle(course))) return [];
    const unopened = await graded(course).catch((error: unknown) => {
      if (isAnswer(error)) return [];
      throw error;
    });
    const all = [...unopened, ...(await deps.opened(course))];
    return [...new Map(all.map((link) => [link.id, link])).values()];
  }

  /** Finds an activity. @throws UpstreamFailed where the columns cannot be read: not found does not mean gone then */
  async function findLink(course: CourseKey, id: string): Promise<ActivityLink | undefined> {
    const opened = (await deps.opened(course)).find((each) => each.id === id);
    return opened ?? (await graded(course)).find((each) => each.id === id);
  }

  return {
    kind: 'restricted',
    async listAssessments(course) {
      const links = await linksOf(course);
      return {
        source: 'restricted',
        assessments: links.map(({ id, title }) => ({
          source: 'restricted',
          id,
          title,
          maximum: null,
          gradedAs: 'completion',
          tellsRelease: false,
        })),
      };
    },

    async pull(course, assessmentId, { userId } = {}) {
      const link = await findLink(course, assessmentId);
      if (!link) throw new NotFound('assessment_gone', 'This activity is no longer in the course.');
      const readAt = clock.now();
      const everybody = await services.fetchMembers(course);
      const allowed = await services.fetchMembers(course, { resourceLinkId: assessmentId });
      if (!everybody || !allowed) {
        throw new NotFound('roster_not_offered', 'The platform does not offer the course roster.', {
          action: 'Allow the tool to read names and roles in the learning platform.',
        });
      }
      const roster = buildRoster(everybody, readAt);
      const passing = buildRoster(allowed, readAt);
      const learners = [...roster.members.values()].filter((member) => member.isLearner);
      const gradable = await deps.gradable?.(course);
      const barred = learners.filter((member) => !passing.has(member.userId)).length;
      const seen = { learners: learners.length, barred };
      const kept = await deps.restrictions.get(course, assessmentId);
      const isNew = kept.barred !== barred || kept.learners !== seen.learners || kept.confirmedAt;
      if (barred > 0 && isNew)
        await deps.restrictions.noteFiltered(course, assessmentId, { ...seen, at: readAt });
      const grades = learners
        .filter((member) => userId === undefined || member.userId === userId)
        .filter((member) => gradable?.has(member.userId) ?? true)
        .map((member): Grade => ({
          userId: member.userId,
          state: 'graded',
          score: null,
          maximum: null,
          completion: passing.has(member.userId) ? 'complete' : 'incomplete',
        }));
      return {
        readAt,
        assessment: { title: link.title, maximum: null },
        grades,
        notices: restrictionNotices(kept, seen, gradable !== null && gradable !== undefined),
      };
    },
  };
}
