import { createHash } from 'node:crypto';
import { InvalidInput, LaurelError, NotFound, type Clock, omitUndefined } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { isCourseTotal } from './course-total-names.js';
import { formatDecimal, parseDecimal } from './decimal.js';
import type { Assessment, CourseKey, Grade, Notice } from './grade.js';
import type { LineItem, LtiServices } from './lti-ports.js';
import { assessmentOf, decimalText, dueOf, getLineItem, gradesOf } from './lti-source.js';
import { activityOf, columnMaximum, mirrorLabel, MIRROR_TAG } from './mirror-column.js';
import { doubtOf, seenOf } from './mirror-doubts.js';
import {
  columnGone,
  isAtClip,
  isRecalculated,
  mirrorNotices,
  realMaximum,
  UNCONFIRMED,
  type MirrorReading,
} from './mirror-notices.js';
import { createMirrorFreshness } from './mirror-freshness.js';
import { createMirrorStore, mirrorId, type MirrorStore } from './mirror-store.js';
import type { GradeSource } from './source.js';
import type { Mirror } from './mirror.js';

/** Mirror columns of courses: made on request, confirmed by the instructor, and watched. */
export interface Mirrors {
  readonly source: GradeSource;
  /** Whether a course can have mirror columns: Moodle calculates columns, Canvas does not. */
  areOffered(course: CourseKey): Promise<boolean>;
  list(course: CourseKey): Promise<Mirror[]>;
  /** @throws NotFound `mirror_unknown` */
  get(course: CourseKey, id: string): Promise<Mirror>;
  /** Makes the column, with headroom, or returns the existing one for the same activity and maximum. */
  create(
    course: CourseKey,
    column: { readonly activity: string; readonly maximum: string },
  ): Promise<Mirror>;
  /** Confirms the activity's maximum as its settings show it. @throws NotFound `mirror_unknown` */
  confirm(course: CourseKey, id: string, maximum: string): Promise<void>;
  /** To be called before a column is made: from then on Moodle serves old values until it recalculates. */
  columnMade(course: CourseKey): Promise<void>;
  /**
   * To be called when Moodle recalculated the gradebook: its report, or an activity of the tool, was opened.
   * @returns whether any column of the course waited for it
   */
  recalculated(course: CourseKey): Promise<boolean>;
  /** The same for a learner who opens an activity; asked again within a minute it says that no column waited. */
  opened(course: CourseKey): Promise<boolean>;
}

interface MirrorDeps {
  readonly services: Pick<
    LtiServices,
    'listLineItems' | 'fetchLineItem' | 'isOthers' | 'createLineItem' | 'fetchResults'
  >;
  readonly connection: Connection;
  readonly clock: Clock;
  isMoodle(course: CourseKey): Promise<boolean>;
  /** @returns the course's activities by another source; null where there is none */
  told(course: CourseKey): Promise<readonly Assessment[] | null>;
}

/**
 * Up to how many graded learners a column is read whole when one of them is asked for: a changed maximum shows in all
 * values, while one learner's new value looks like any other.
 */
const WHOLE_UP_TO = 500;

const newMirror = (course: CourseKey, item: LineItem, activity: string): Mirror => ({
  id: mirrorId(course, item.id),
  tenant: course,
  lineItemId: item.id,
  activity,
  maximum: decimalText(item.scoreMaximum) ?? '0',
  notices: [],
});

/**
 * @returns the stored mirror of a column. One that is in the gradebook alone (a copied course) is stored as unconfirmed
 */
async function keep(store: MirrorStore, course: CourseKey, item: LineItem): Promise<Mirror> {
  const found = await store.get(course, mirrorId(course, item.id));
  if (found) return found;
  const made = newMirror(course, item, activityOf(item.label));
  await store.insert(made);
  return made;
}

/** Saves what a whole reading changed; nothing is written where nothing changed. */
async function watch(
  store: MirrorStore,
  mirror: Mirror,
  reading: MirrorReading,
): Promise<Notice[]> {
  const seen = seenOf(reading, mirror.seen);
  const code = mirror.doubt === undefined ? doubtOf(mirror, reading, seen) : null;
  const doubted = code === null ? {} : { doubt: { code, at: reading.now } };
  const first = mirror.firstValueAt === undefined && seen.graded > 0;
  const working = first ? { firstValueAt: reading.now } : {};
  const notices = mirrorNotices({ ...mirror, ...doubted, ...working }, reading, seen);
  const isNew =
    mirror.seen?.digest !== seen.digest ||
    JSON.stringify(mirror.notices) !== JSON.stringify(notices);
  if (isNew || code !== null || first) {
    await store.note(mirror.id, { seen, notices, ...doubted, ...working });
  }
  if (isRecalculated(mirror, reading.grades)) await store.markFresh(mirror.tenant);
  return notices;
}

/** Saves that a mirror's column was deleted, or that an earlier registration made it, for its page and the list. */
async function noteLoss(
  store: MirrorStore,
  course: CourseKey,
  lineItemId: string,
  error: unknown,
): Promise<void> {
  const mirror = await store.get(course, mirrorId(course, lineItemId));
  if (!mirror || !(error instanceof LaurelError)) return;
  if (error.code === 'assessment_gone')
    return store.note(mirror.id, { notices: [columnGone(mirror.activity)] });
  if (error.code !== 'other_tool_column') return;
  const { code, message: reason, action = '' } = error;
  await store.note(mirror.id, { notices: [{ code, reason, remedy: action, blocks: true }] });
}

function createSource(deps: MirrorDeps, store: MirrorStore): GradeSource {
  const { services, clock } = deps;
  return {
    kind: 'mirror',
    async listAssessments(course) {
      if (!(await deps.isMoodle(course))) return { source: 'mirror', assessments: [] };
      const items = await services.listLineItems(course);
      const assessments: Assessment[] = [];
      for (const item of items.filter((each) => each.tag === MIRROR_TAG)) {
        const mirror = await keep(store, course, item);
        const isConfirmed = mirror.confirmedMaximum !== undefined;
        const worst = mirror.notices.find((notice) => notice.blocks);
        const obstacle = isConfirmed ? worst : UNCONFIRMED;
        assessments.push(
          omitUndefined({
            ...assessmentOf(item),
            title: activityOf(item.label),
            maximum: mirror.confirmedMaximum ?? null,
            needsConfirmation: !isConfirmed,
            obstacle,
          }),
        );
      }
      return { source: 'mirror', assessments };
    },
    async pull(course, assessmentId, { userId } = {}) {
      const item = await getLineItem(services, course, assessmentId).catch(
        async (error: unknown) => {
          await noteLoss(store, course, assessmentId, error);
          throw error;
        },
      );
      const mirror = await keep(store, course, item);
      const now = clock.now();
      const isWhole = userId === undefined || (mirror.seen?.graded ?? 0) <= WHOLE_UP_TO;
      const results = await services.fetchResults(course, assessmentId, isWhole ? {} : { userId });
      const column = decimalText(item.scoreMaximum);
      const read: readonly Grade[] = gradesOf(results);
      const reading = { now, maximum: column, grades: read, told: await deps.told(course) };
      const notices = isWhole
        ? await watch(store, mirror, reading)
        : mirrorNotices(mirror, reading, mirror.seen);
      const maximum = realMaximum(mirror, reading);
      const grades = read
        .filter((grade) => userId === undefined || grade.userId === userId)
        .map((grade) => gradeOfActivity(grade, maximum, isAtClip(mirror, reading, grade.score)));
      return {
        readAt: now,
        assessment: { title: activityOf(item.label), maximum, ...dueOf(item) },
        grades,
        notices,
      };
    },
  };
}

/**
 * Reads a column's value as the activity's grade: relative to the activity's maximum, and none where it may have been
 * capped.
 */
function gradeOfActivity(grade: Grade, maximum: string | null, isCut: boolean): Grade {
  if (grade.score === null) return grade;
  return isCut ? { ...grade, state: 'pending', score: null, maximum } : { ...grade, maximum };
}

/**
 * Creates source b of the README: a standalone line item (AGS 2.0, 3.2) that a teacher's formula fills with the grades
 * of a native Moodle activity. It is only read; the room `lti` refuses scores and changes for it. Moodle does not
 * convert between the two maxima, caps values at the column's, and serves old values while the course waits for a
 * recalculation, without saying any of it. Therefore the column has headroom, the instructor confirms the activity's
 * maximum, and a doubt stops every decision.
 */
/**
 * Moodle refuses a formula over the course's total as circular; one that gets in nevertheless stops all others of the
 * course.
 */
function refuseTotal(activity: string): void {
  if (!isCourseTotal(activity)) return;
  throw new InvalidInput(
    'mirror_of_total',
    'A column cannot copy the course total: the column is a part of it and would count itself.',
    {
      action:
        'Choose the course total where Moodle’s web services offer it, or restrict an activity of Laurel’s by it.',
    },
  );
}

/** @returns mirror columns and the source that reads them */
export function createMirrors(deps: MirrorDeps): Mirrors {
  const { services, clock } = deps;
  const store = createMirrorStore(deps.connection);
  const freshness = createMirrorFreshness(store, clock);
  const unknown = () => new NotFound('mirror_unknown', 'There is no such column in this course.');
  return {
    source: createSource(deps, store),
    areOffered: (course) => deps.isMoodle(course),
    list: (course) => store.list(course),
    async get(course, id) {
      const found = await store.get(course, id);
      if (found) return found;
      throw unknown();
    },
    async create(course, { activity, maximum }) {
      if (!(await deps.isMoodle(course))) {
        throw new InvalidInput('mirror_not_offered', 'Only Moodle calculates columns.');
      }
      refuseTotal(activity);
      const points = formatDecimal(parseDecimal(maximum) ?? { units: 0n, scale: 0 });
      const name = createHash('sha256')
        .update(JSON.stringify([activity, points, 'headroom']))
        .digest('hex');
      await freshness.columnMade(course);
      const item = await services.createLineItem(course, {
        label: mirrorLabel(activity),
        scoreMaximum: Number(columnMaximum(points)),
        tag: MIRROR_TAG,
        resourceId: `mirror-${name.slice(0, 16)}`,
      });
      const mirror = { ...newMirror(course, item, activity), statedMaximum: points };
      await store.insert(mirror);
      return mirror;
    },
    async confirm(course, id, maximum) {
      if (!(await store.confirm(course, id, maximum, clock.now()))) throw unknown();
    },
    ...freshness,
  };
}
