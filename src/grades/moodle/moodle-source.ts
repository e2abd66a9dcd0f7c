import { isAnswer, NotFound, UpstreamFailed, type Clock, omitUndefined } from '../../base/index.js';
import type { Lti } from '../../lti/index.js';
import type { Assessment, CourseKey, Notice } from '../grade.js';
import { isMirrorLabel } from '../mirror-column.js';
import type { GradeSource } from '../source.js';
import type { MoodleSite } from './call-moodle.js';
import {
  assessmentOfItem,
  gradeOfItem,
  hasUnseenWeight,
  isAssessed,
  isRangeHidden,
  itemsOf,
  maximumOf,
  RANGE_HIDDEN,
  type GradeItem,
  type GradeReport,
} from './grade-report.js';
import type { createReadModuleInfo } from './module-info.js';
import { scaleStepsOf } from './scale.js';
import { isTotal, SO_FAR, titleOfTotal, totalsOf } from './totals.js';
import { NOT_CONNECTED, type MoodleConnection } from './moodle-connection.js';

const UNSEEN = {
  code: 'moodle_items_unseen',
  reason: 'This course has graded activities that Moodle leaves out without a word.',
  remedy:
    'Under “Where grades come from” it says which capabilities Laurel’s role in Moodle may lack.',
};
const NOBODY = {
  code: 'moodle_nobody_enrolled',
  reason: 'Moodle lists assessments by learner, and nobody is enrolled yet.',
  remedy: 'Come back when the course has a learner.',
};

function noticesOf(items: readonly GradeItem[]): Notice[] {
  const notices: Notice[] = [];
  if (items.some(({ gradeneedsupdate }) => gradeneedsupdate === true)) {
    notices.push({
      code: 'moodle_needs_update',
      reason: 'Moodle could not bring this gradebook up to date: a formula in it may be broken.',
      remedy: 'Open the gradebook’s set-up in Moodle and mend what it marks.',
      blocks: true,
    });
  }
  // Without its range no grade can be compared, which must not count as a grade that dropped.
  if (items.some(isRangeHidden)) notices.push({ ...RANGE_HIDDEN, blocks: true });
  if (items.some(({ gradeislocked }) => gradeislocked === true)) {
    notices.push({
      code: 'moodle_locked',
      reason: 'Some of these grades are locked in Moodle and do not follow the activity any more.',
      remedy: 'Unlock them in the gradebook if they should.',
      blocks: false,
    });
  }
  return notices;
}

/** A line item's address ends with the id of the grade item that web services use (Moodle 4.5). */
const GRADE_ITEM = /\/lineitems\/(\d+)\/lineitem$/;

/** A line item of the tool's own. */
export interface OwnColumn {
  /** The line item's address. */
  readonly id: string;
  /** False where the column repeats what others say, as mirrors and badge columns do. No rule may ask for it here. */
  readonly isTold: boolean;
}

/** Whether an item is a mirror column of an earlier registration, which repeats its activity. */
const isCopy = ({ itemtype, itemname }: GradeItem): boolean =>
  itemtype === 'manual' && isMirrorLabel(itemname ?? '');

/** @returns each learner's row of one assessment; the last one where Moodle sends a learner twice */
function rowsOf(report: GradeReport, id: string): Map<string, GradeItem> {
  return new Map(
    report.usergrades.flatMap(({ userid, gradeitems }) => {
      const isOffered = (each: GradeItem) => isAssessed(each) || isTotal(each);
      const item = gradeitems.find((each) => each.id === id && isOffered(each));
      return item ? [[userid, item] as const] : [];
    }),
  );
}

/** A total's maximum differs by learner: what a learner need not do is left out of it. */
const assessmentOfTotal = (item: GradeItem, report: GradeReport): Assessment => ({
  ...assessmentOfItem(item),
  title: titleOfTotal(item, report),
  maximum: null,
  tellsWhen: false,
});

/**
 * Creates source d of the README: Moodle's web services with an administrator's token
 * (gradereport_user_get_grade_items).
 */
export function createMoodleSource(deps: {
  readonly moodle: MoodleConnection;
  readonly lti: Pick<Lti, 'platforms'>;
  readonly clock: Clock;
  /** Reads what activities' settings say of their grades. */
  readonly moduleInfo: ReturnType<typeof createReadModuleInfo>;
  /** Lists the tool's own line items. */
  readonly ownColumns: (course: CourseKey) => Promise<readonly OwnColumn[]>;
}): GradeSource {
  const { moodle, clock, lti } = deps;

  /** @returns the tool's own columns by the grade item's id; none where Moodle's gradebook services are off */
  async function columnsOf(course: CourseKey): Promise<ReadonlyMap<string, OwnColumn>> {
    const columns = await deps.ownColumns(course).catch((error: unknown) => {
      if (isAnswer(error)) return [];
      throw error;
    });
    return new Map(
      columns.flatMap((column) => {
        const id = GRADE_ITEM.exec(new URL(column.id).pathname)?.[1];
        return id === undefined ? [] : [[id, column] as const];
      }),
    );
  }

  async function siteOf(course: CourseKey): Promise<MoodleSite> {
    const site = await moodle.find(course);
    if (site) return site;
    const { code, reason, remedy } = NOT_CONNECTED;
    throw new UpstreamFailed(code, reason, { action: remedy });
  }

  return {
    kind: 'moodle',
    async listAssessments(course) {
      const site = await moodle.find(course);
      if (!site) {
        const isMoodle = (await lti.platforms.find(course.platformId))?.family === 'moodle';
        return omitUndefined({
          source: 'moodle',
          assessments: [],
          obstacle: isMoodle ? NOT_CONNECTED : undefined,
        });
      }
      const report = await moodle.fetchReport(site, course);
      const columns = await columnsOf(course);
      const offered = itemsOf(report).filter(
        (item) => columns.get(item.id)?.isTold ?? !isCopy(item),
      );
      const modules = offered.flatMap(({ cmid, itemmodule: module, iteminstance: instance }) =>
        cmid && module && instance ? [{ cmid, module, instance }] : [],
      );
      const infos = await deps.moduleInfo(site, course, modules);
      const totals = totalsOf(report).map((item) => assessmentOfTotal(item, report));
      const items = offered.map((item): Assessment => {
        const column = columns.get(item.id);
        const info = infos.get(item.cmid ?? '');
        const steps = scaleStepsOf([...rowsOf(report, item.id).values()], info?.scale);
        return omitUndefined({
          ...assessmentOfItem(item, { info, steps }),
          sameAs: column ? column.id : undefined,
        });
      });
      const assessments = [...items, ...totals];
      if (report.usergrades.length === 0)
        return { source: 'moodle', assessments, obstacle: NOBODY };
      return omitUndefined({
        source: 'moodle',
        assessments,
        obstacle: hasUnseenWeight(report) ? UNSEEN : undefined,
      });
    },

    async pull(course, assessmentId, { userId } = {}) {
      const site = await siteOf(course);
      const readAt = clock.now();
      let report = await moodle.fetchReport(site, course, userId);
      let rows = rowsOf(report, assessmentId);
      // One learner may lack what others have: only the whole report shows that an assessment is gone.
      if (rows.size === 0 && userId !== undefined) {
        report = await moodle.fetchReport(site, course);
        rows = rowsOf(report, assessmentId);
      }
      const [item] = rows.values();
      if (!item) {
        if (report.usergrades.length === 0) {
          throw new UpstreamFailed(NOBODY.code, NOBODY.reason, { action: NOBODY.remedy });
        }
        throw new NotFound(
          'assessment_gone',
          'Moodle no longer lists this assessment: it was deleted, or Laurel’s role may not see it any more.',
        );
      }
      const isScale = scaleStepsOf([...rows.values()]) !== null;
      const wanted = [...rows].filter(([id]) => userId === undefined || id === userId);
      return {
        readAt,
        assessment: isTotal(item)
          ? { title: titleOfTotal(item, report), maximum: null }
          : { title: item.itemname ?? 'Untitled', maximum: maximumOf(item) },
        grades: wanted.map(([id, row]) => gradeOfItem(id, row, isScale)),
        notices: [...noticesOf([...rows.values()]), ...(isTotal(item) ? [SO_FAR] : [])],
      };
    },
  };
}
