import { createHash } from 'node:crypto';
import { InvalidInput, NotFound, type Clock } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { formatDecimal, parseDecimal } from './decimal.js';
import type { Assessment, CourseKey, Grade, Notice } from './grade.js';
import type { LineItem, LtiServices } from './lti-ports.js';
import { assessmentOf, decimalText, dueOf, getLineItem, gradesOf } from './lti-source.js';
import { activityOf, mirrorLabel, MIRROR_TAG } from './mirror-column.js';
import {
  isRecalculated,
  looksClipped,
  mirrorNotices,
  seenOf,
  UNCONFIRMED,
} from './mirror-notices.js';
import { createMirrorStore, mirrorId, type Mirror, type MirrorStore } from './mirror-store.js';
import type { GradeSource } from './source.js';

/** Mirror columns of courses: made on request, confirmed by the instructor, watched. */
export interface Mirrors {
  readonly source: GradeSource;
  /** Whether a course can have one: Moodle calculates columns, Canvas does not. */
  areOffered(course: CourseKey): Promise<boolean>;
  list(course: CourseKey): Promise<Mirror[]>;
  /** Throws NotFound `mirror_unknown`. */
  get(course: CourseKey, id: string): Promise<Mirror>;
  /** Makes the column, or gives the one that is there for the same activity and maximum. */
  create(
    course: CourseKey,
    column: { readonly activity: string; readonly maximum: string },
  ): Promise<Mirror>;
  /** The activity's maximum as its settings show it. Throws NotFound `mirror_unknown`. */
  confirm(course: CourseKey, id: string, maximum: string): Promise<void>;
  /** A column is about to be made: Moodle serves older values from then on. */
  columnMade(course: CourseKey): Promise<void>;
  /** The gradebook was calculated anew: its report was opened, or a learner opened an activity of the tool. */
  recalculated(course: CourseKey): Promise<void>;
}

interface MirrorDeps {
  readonly services: Pick<LtiServices, 'listLineItems' | 'createLineItem' | 'fetchResults'>;
  readonly connection: Connection;
  readonly clock: Clock;
  isMoodle(course: CourseKey): Promise<boolean>;
  /** The course's activities by another way of reading; null where there is none. */
  told(course: CourseKey): Promise<readonly Assessment[] | null>;
}

const newMirror = (course: CourseKey, item: LineItem, activity: string): Mirror => ({
  id: mirrorId(course, item.id),
  tenant: course,
  lineItemId: item.id,
  activity,
  maximum: decimalText(item.scoreMaximum) ?? '0',
  notices: [],
});

/** The kept mirror of a column. One that is in the gradebook only (a copied course) is kept as unconfirmed. */
async function keep(store: MirrorStore, course: CourseKey, item: LineItem): Promise<Mirror> {
  const found = await store.get(course, mirrorId(course, item.id));
  if (found) return found;
  const made = newMirror(course, item, activityOf(item.label));
  await store.insert(made);
  return made;
}

/** Notes what a whole reading changed: nothing is written where nothing changed. */
async function watch(
  store: MirrorStore,
  mirror: Mirror,
  reading: Parameters<typeof mirrorNotices>[1],
): Promise<Notice[]> {
  const seen = seenOf(reading, mirror.seen);
  const isClipped = !mirror.clippedAt && looksClipped(mirror.seen, seen);
  const clipped = isClipped ? { clippedAt: reading.now } : {};
  const first = mirror.firstValueAt === undefined && seen.graded > 0;
  const working = first ? { firstValueAt: reading.now } : {};
  const notices = mirrorNotices({ ...mirror, ...clipped, ...working }, reading, seen);
  const isNew =
    mirror.seen?.digest !== seen.digest ||
    JSON.stringify(mirror.notices) !== JSON.stringify(notices);
  if (isNew || isClipped || first) {
    await store.note(mirror.id, { seen, notices, ...clipped, ...working });
  }
  if (isRecalculated(mirror, reading.grades)) await store.markFresh(mirror.tenant);
  return notices;
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
        assessments.push({
          ...assessmentOf(item),
          needsConfirmation: !isConfirmed,
          ...(obstacle ? { obstacle } : {}),
        });
      }
      return { source: 'mirror', assessments };
    },
    async pull(course, assessmentId, { userId } = {}) {
      const item = await getLineItem(services, course, assessmentId);
      const mirror = await keep(store, course, item);
      const now = clock.now();
      const results = await services.fetchResults(
        course,
        assessmentId,
        userId === undefined ? {} : { userId },
      );
      const grades: readonly Grade[] = gradesOf(results);
      const maximum = decimalText(item.scoreMaximum);
      const reading = { now, maximum, grades, told: await deps.told(course) };
      const notices =
        userId === undefined
          ? await watch(store, mirror, reading)
          : mirrorNotices(mirror, reading, mirror.seen);
      return {
        readAt: now,
        assessment: { title: item.label, maximum, ...dueOf(item) },
        grades,
        notices,
      };
    },
  };
}

/**
 * Source b: a standalone line item (AGS 2.0 §3.2) that a formula of the teacher's fills with the grades of a native Moodle
 * activity. It is only read: `lti` refuses scores and changes for it. Moodle converts nothing between the two maxima, serves old
 * values while the course waits for a recalculation, and says neither; so the instructor confirms the maximum, and a
 * doubt stops every decision.
 */
export function createMirrors(deps: MirrorDeps): Mirrors {
  const { services, clock } = deps;
  const store = createMirrorStore(deps.connection);
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
      const points = formatDecimal(parseDecimal(maximum) ?? { units: 0n, scale: 0 });
      const name = createHash('sha256')
        .update(JSON.stringify([activity, points]))
        .digest('hex');
      await store.markStale(course, clock.now());
      const item = await services.createLineItem(course, {
        label: mirrorLabel(activity),
        scoreMaximum: Number(points),
        tag: MIRROR_TAG,
        resourceId: `mirror-${name.slice(0, 16)}`,
      });
      const mirror = newMirror(course, item, activity);
      await store.insert(mirror);
      return mirror;
    },
    async confirm(course, id, maximum) {
      if (!(await store.confirm(course, id, maximum, clock.now()))) throw unknown();
    },
    columnMade: (course) => store.markStale(course, clock.now()),
    recalculated: (course) => store.markFresh(course),
  };
}
