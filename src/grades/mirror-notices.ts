import { createHash } from 'node:crypto';
import { compareDecimals, parseDecimal } from './decimal.js';
import type { Assessment, Grade, Notice, Obstacle } from './grade.js';
import type { Mirror, MirrorSeen } from './mirror-store.js';

const DAY = 86_400_000;
const SILENT_MS = 7 * DAY;
const CLIPPED_AT_LEAST = 3;

/** Why a mirror that nobody has confirmed awards nothing. */
export const UNCONFIRMED: Obstacle = {
  code: 'mirror_unconfirmed',
  reason: 'Nobody has confirmed yet that this column and the activity have the same maximum.',
  remedy: 'Open “Columns that copy an activity” and enter the maximum of the activity.',
};

/** What was just read, and what another way of reading tells of the course, where there is one. */
export interface MirrorReading {
  readonly now: Date;
  /** The column's maximum now. */
  readonly maximum: string | null;
  readonly grades: readonly Grade[];
  /** The course's activities as the platform's web service tells them; null where nobody does. */
  readonly told: readonly Pick<Assessment, 'title' | 'maximum'>[] | null;
}

const isSame = (a: string | null | undefined, b: string | null | undefined): boolean => {
  const left = typeof a === 'string' ? parseDecimal(a) : null;
  const right = typeof b === 'string' ? parseDecimal(b) : null;
  return left !== null && right !== null && compareDecimals(left, right) === 0;
};

const isSameTitle = (a: string, b: string): boolean =>
  a.trim().toLowerCase() === b.trim().toLowerCase();

const blocking = (
  code: string,
  values: NonNullable<Obstacle['values']>,
  reason: string,
  remedy: string,
): Notice => ({ ...{ code, values, reason, remedy }, blocks: true });

/** The counts and the fingerprint of a whole reading. */
export function seenOf(reading: MirrorReading, before: MirrorSeen | undefined): MirrorSeen {
  const graded = reading.grades.filter((grade) => grade.score !== null);
  const texts = graded.map((grade) => `${grade.userId} ${grade.score ?? ''}`).sort();
  const digest = createHash('sha256')
    .update(JSON.stringify([reading.maximum, texts]))
    .digest('base64url');
  return {
    digest,
    changedAt: before?.digest === digest ? before.changedAt : reading.now,
    graded: graded.length,
    full: graded.filter((grade) => isSame(grade.score, reading.maximum)).length,
  };
}

/**
 * Whether many learners reached exactly the maximum at once while hardly anybody was graded anew: what Moodle does to a mirror
 * whose activity got a larger maximum (a column does not scale, it cuts).
 */
export function looksClipped(before: MirrorSeen | undefined, now: MirrorSeen): boolean {
  if (!before || before.graded === 0) return false;
  const risen = now.full - before.full;
  const added = Math.max(0, now.graded - before.graded);
  return risen - added >= CLIPPED_AT_LEAST && (risen - added) * 4 >= now.graded;
}

/** When the newest value was calculated; 0 where there is none. */
function newestAt(grades: readonly Grade[]): number {
  return Math.max(0, ...grades.map((grade) => grade.gradedAt?.getTime() ?? 0));
}

/** Whether a value was calculated after the course began to wait: then the recalculation has happened. */
export function isRecalculated(mirror: Mirror, grades: readonly Grade[]): boolean {
  // Moodle's timestamps have whole seconds.
  const since = Math.floor((mirror.staleSince?.getTime() ?? 0) / 1000) * 1000;
  return mirror.staleSince !== undefined && newestAt(grades) > since;
}

function maximumNotices(mirror: Mirror, reading: MirrorReading): Notice[] {
  const { activity, confirmedMaximum } = mirror;
  const column = reading.maximum ?? '?';
  if (!isSame(mirror.maximum, reading.maximum)) {
    return [
      blocking(
        'mirror_frozen',
        { was: mirror.maximum, column, activity },
        `The column was made with ${mirror.maximum} points and has ${column} now. Moodle freezes grades when that is changed: they no longer follow “${activity}”.`,
        'Delete the column in the gradebook set-up and make a new one here, with the maximum of the activity.',
      ),
    ];
  }
  const told = reading.told?.find((each) => isSameTitle(each.title, activity))?.maximum;
  const real = told ?? confirmedMaximum;
  if (real !== undefined && !isSame(real, reading.maximum)) {
    return [
      blocking(
        'mirror_maximum_mismatch',
        { activity, real, column },
        `“${activity}” has ${real} points and its column ${column}: Moodle does not convert, so the grades in the column are wrong.`,
        `Make a new column with ${real} points, set its formula, and choose it instead. Do not change the maximum of this one: that freezes it.`,
      ),
    ];
  }
  return [];
}

function sourceNotices(mirror: Mirror, { told }: MirrorReading): Notice[] {
  if (!told || told.length === 0) return [];
  if (told.some((each) => isSameTitle(each.title, mirror.activity))) return [];
  // It may only be hidden from the web service; and what the column holds was a grade of the activity once. So this blocks nothing.
  return [
    {
      code: 'mirror_source_gone',
      values: { activity: mirror.activity },
      reason: `“${mirror.activity}” is no longer told among the activities of the course. If it was deleted, the column keeps its last grades, and every other column with a formula stops following too.`,
      remedy:
        'Delete the column in the gradebook set-up, then open the grader report once. If the activity only has a new name, make the column anew under that name.',
      blocks: false,
    },
  ];
}

const STALE: Notice = blocking(
  'mirror_stale',
  {},
  'A column was made in this course, and Moodle shows older grades until the gradebook is calculated anew.',
  'Open the grader report in Moodle once, then say so under “Columns that copy an activity”. A learner who opens Laurel does the same.',
);

/** The doubts about a mirror, worst first. Pure. */
export function mirrorNotices(mirror: Mirror, reading: MirrorReading, seen?: MirrorSeen): Notice[] {
  const notices: Notice[] = [];
  if (mirror.confirmedMaximum === undefined) notices.push({ ...UNCONFIRMED, blocks: true });
  notices.push(...maximumNotices(mirror, reading), ...sourceNotices(mirror, reading));
  if (mirror.clippedAt) {
    notices.push(
      blocking(
        'mirror_clipped',
        { maximum: reading.maximum ?? mirror.maximum, activity: mirror.activity },
        `Many grades rose to exactly ${reading.maximum ?? mirror.maximum} at once, as they do when the maximum of “${mirror.activity}” was raised and the column cuts them off.`,
        'Look at the maximum grade in the settings of the activity and enter it again under “Columns that copy an activity”.',
      ),
    );
  }
  const hasValues = reading.grades.some((grade) => grade.score !== null);
  if (hasValues && mirror.staleSince && !isRecalculated(mirror, reading.grades))
    notices.push(STALE);
  if (!hasValues && mirror.firstValueAt === undefined) {
    notices.push({
      code: 'mirror_not_working_yet',
      values: { activity: mirror.activity },
      reason: `The column does not show a grade of “${mirror.activity}” yet.`,
      remedy: 'Set the formula in the gradebook set-up, then open the grader report once.',
      blocks: false,
    });
  } else if (seen && reading.now.getTime() - seen.changedAt.getTime() > SILENT_MS) {
    notices.push({
      code: 'mirror_silent',
      values: { activity: mirror.activity },
      reason: `No grade in the column has changed for a week. If “${mirror.activity}” was graded since, its calculation has stopped: an activity was deleted, a formula broke, or a grade was typed over.`,
      remedy:
        'Open the grader report in Moodle: it names a formula that fails. Delete that column, or mend its formula; take overrides out of the column.',
      blocks: false,
    });
  }
  return notices;
}
