import type { Assessment, Grade, Notice, Obstacle } from './grade.js';
import { isAbove, isSameNumber } from './mirror-doubts.js';
import type { MirrorDoubtCode, Mirror, MirrorSeen } from './mirror.js';

const DAY = 86_400_000;
const SILENT_MS = 7 * DAY;

/** The obstacle of a mirror column that nobody has confirmed. */
export const UNCONFIRMED: Obstacle = {
  code: 'mirror_unconfirmed',
  reason: 'Nobody has confirmed yet what the maximum of the activity is.',
  remedy: 'Open “Columns that copy an activity” and enter the maximum of the activity.',
};

/** A reading of a mirror column, with what another source says of the course, where there is one. */
export interface MirrorReading {
  readonly now: Date;
  /** The column's maximum now. */
  readonly maximum: string | null;
  readonly grades: readonly Grade[];
  /** The course's activities by the platform's web services; null where these are not connected. */
  readonly told: readonly Pick<Assessment, 'title' | 'maximum'>[] | null;
}

const isSameTitle = (a: string, b: string): boolean =>
  a.trim().toLowerCase() === b.trim().toLowerCase();

const blocking = (
  code: string,
  values: NonNullable<Obstacle['values']>,
  reason: string,
  remedy: string,
): Notice => ({ code, values, reason, remedy, blocks: true });

export const columnGone = (activity: string): Notice =>
  blocking(
    'mirror_column_gone',
    { activity },
    `The column of “${activity}” is no longer in the gradebook.`,
    'Make it anew here, set its formula, and choose it instead.',
  );

/** @returns when the newest value was calculated; 0 where there is none */
function newestAt(grades: readonly Grade[]): number {
  return Math.max(0, ...grades.map((grade) => grade.gradedAt?.getTime() ?? 0));
}

/** Whether a value was calculated after the course began to wait, which shows that the recalculation has happened. */
export function isRecalculated(mirror: Mirror, grades: readonly Grade[]): boolean {
  // Moodle's timestamps have whole seconds.
  const since = Math.floor((mirror.staleSince?.getTime() ?? 0) / 1000) * 1000;
  return mirror.staleSince !== undefined && newestAt(grades) > since;
}

function maximumNotices(mirror: Mirror, reading: MirrorReading): Notice[] {
  const { activity, confirmedMaximum } = mirror;
  const column = reading.maximum ?? '?';
  if (!isSameNumber(mirror.maximum, reading.maximum)) {
    return [
      blocking(
        'mirror_frozen',
        { was: mirror.maximum, column, activity },
        `The column was made with ${mirror.maximum} points and has ${column} now. Moodle freezes grades when that is changed: they no longer follow “${activity}”.`,
        'Delete the column in the gradebook set-up and make a new one here, with the maximum of the activity.',
      ),
    ];
  }
  const told = toldMaximum(activity, reading);
  if (told !== null && confirmedMaximum !== undefined && !isSameNumber(told, confirmedMaximum)) {
    return [
      blocking(
        'mirror_maximum_changed',
        { activity, real: told, confirmed: confirmedMaximum },
        `“${activity}” has ${told} points now; ${confirmedMaximum} were confirmed.`,
        'Enter the maximum of the activity again under “Columns that copy an activity”.',
      ),
    ];
  }
  const real = told ?? confirmedMaximum ?? null;
  if (isAbove(real, reading.maximum)) {
    return [
      blocking(
        'mirror_maximum_mismatch',
        { activity, real: real ?? '?', column },
        `“${activity}” has ${real ?? '?'} points and its column ${column}: Moodle cuts grades off there, so those in the column are wrong.`,
        'Make a new column here, set its formula, and choose it instead. Do not change the maximum of this one: that freezes it.',
      ),
    ];
  }
  return [];
}

/** @returns the activity's maximum by another source; null where it says nothing */
function toldMaximum(activity: string, { told }: MirrorReading): string | null {
  return told?.find((each) => isSameTitle(each.title, activity))?.maximum ?? null;
}

/** @returns an activity's maximum: by web services, else as the instructor confirmed it; null where nobody did */
export const realMaximum = (mirror: Mirror, reading: MirrorReading): string | null =>
  toldMaximum(mirror.activity, reading) ?? mirror.confirmedMaximum ?? null;

function sourceNotices(mirror: Mirror, { told }: MirrorReading): Notice[] {
  if (!told || told.length === 0) return [];
  if (told.some((each) => isSameTitle(each.title, mirror.activity))) return [];
  // The activity may only be hidden from the web service, and the column's values were grades of it once: nothing is
  // blocked.
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

const AGAIN =
  'Look at the maximum grade in the settings of the activity and enter it again under “Columns that copy an activity”.';

/** Says why the confirmed maximum is doubted. */
const DOUBTS: Readonly<Record<MirrorDoubtCode, (activity: string, maximum: string) => string>> = {
  mirror_above: (activity, maximum) =>
    `A grade of “${activity}” is above ${maximum} points, which was confirmed as its maximum: the maximum has been raised.`,
  mirror_rescaled: (activity) =>
    `All grades of “${activity}” changed by the same factor, as they do when its maximum is changed.`,
  mirror_clipped: (activity, maximum) =>
    `Many grades rose to exactly ${maximum} at once, as they do when the maximum of “${activity}” was raised and the column cuts them off.`,
  mirror_first_grades: (activity) =>
    `The first grades of “${activity}” have arrived, and its maximum was confirmed before there were any.`,
  mirror_after_silence: (activity) =>
    `Grades of “${activity}” change again after a long time, and its maximum was confirmed before.`,
};

/** @returns the standing doubt about the confirmed maximum, or about a value that contradicts it */
function doubtNotice(mirror: Mirror, reading: MirrorReading): Notice | null {
  const { activity, confirmedMaximum } = mirror;
  if (confirmedMaximum === undefined || toldMaximum(activity, reading) !== null) return null;
  const isTooMuch = reading.grades.some(({ score }) => isAbove(score, confirmedMaximum));
  const code = mirror.doubt?.code ?? (isTooMuch ? 'mirror_above' : null);
  if (code === null) return null;
  const maximum =
    code === 'mirror_clipped' ? (reading.maximum ?? confirmedMaximum) : confirmedMaximum;
  return blocking(code, { maximum, activity }, DOUBTS[code](activity, maximum), AGAIN);
}

/** Whether a value may have been capped at the column's maximum, and so is no grade. */
export const isAtClip = (mirror: Mirror, reading: MirrorReading, score: string | null): boolean =>
  toldMaximum(mirror.activity, reading) === null && isSameNumber(score, reading.maximum);

/** Notices full marks in a column without headroom: they may be more than full marks, capped. */
function cutNotice(mirror: Mirror, reading: MirrorReading): Notice | null {
  const count = reading.grades.filter(({ score }) => isAtClip(mirror, reading, score)).length;
  if (count === 0 || mirror.doubt !== undefined) return null;
  const { activity } = mirror;
  const column = reading.maximum ?? '?';
  return {
    code: 'mirror_at_clip',
    values: { count, activity, column },
    reason: `${count} grades are exactly ${column}, where the column cuts off: whether they are full marks of “${activity}” cannot be told, so nothing is decided on them.`,
    remedy:
      'Make a new column here: it has room above the maximum. Set its formula, and choose it instead.',
    blocks: false,
  };
}

/** @returns the doubts about a mirror column, the worst first. A pure function */
export function mirrorNotices(mirror: Mirror, reading: MirrorReading, seen?: MirrorSeen): Notice[] {
  const notices: Notice[] = [];
  const hasValues = reading.grades.some((grade) => grade.score !== null);
  // A maximum that was said when the column was made is taken up with the first grades: until then nobody has to say it again.
  const isSaid =
    mirror.statedMaximum !== undefined && !hasValues && mirror.firstValueAt === undefined;
  if (mirror.confirmedMaximum === undefined && !isSaid)
    notices.push({ ...UNCONFIRMED, blocks: true });
  notices.push(...maximumNotices(mirror, reading), ...sourceNotices(mirror, reading));
  const doubt = doubtNotice(mirror, reading);
  if (doubt) notices.push(doubt);
  const cut = cutNotice(mirror, reading);
  if (cut) notices.push(cut);
  if (hasValues && mirror.staleSince && !isRecalculated(mirror, reading.grades))
    notices.push(STALE);
  if (!hasValues && mirror.firstValueAt === undefined) {
    notices.push({
      code: 'mirror_not_working_yet',
      values: { activity: mirror.activity },
      reason: `The column does not show a grade of “${mirror.activity}” yet.`,
      remedy:
        'Set the formula in the gradebook set-up. If it is set and somebody has been graded, open the grader report once.',
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

/** Why nothing is decided from a column that has worked before. A column that is being set up asks for nothing here. */
export const columnDoubt = ({ firstValueAt, notices }: Mirror): Notice | undefined =>
  firstValueAt === undefined ? undefined : notices.find(({ blocks }) => blocks);
