import type { ListedAchievement } from '../../achievements/index.js';
import { omitUndefined } from '../../base/index.js';
import { columnDoubt, obstacleInWords, type Mirror } from '../../grades/index.js';
import { describeAssessmentChange, type Localizer, type Rule } from '../../rules/index.js';
import type { StandingCounts } from './roster-state-store.js';

/** Something in a course that waits for its instructor. */
export interface Need {
  readonly kind:
    | 'fallen'
    | 'teaches'
    | 'renew'
    | 'confirm'
    | 'paused'
    | 'sentBack'
    | 'corrections'
    | 'mirror'
    | 'work'
    | 'doubtful';
  /** The badge's rule; absent where it concerns the course. */
  readonly ruleId?: string;
  /** How many decisions wait: one for each person, or one for the badge itself. */
  readonly count: number;
  readonly text: string;
  /** Why nothing is decided from a column, as a check that failed for it says, too. */
  readonly reason?: string;
  readonly href: string;
  readonly label: string;
  /** The button that settles all of it at once, where there is one. */
  readonly action?: { readonly path: string; readonly label: string };
}

/** Statuses of a badge's roster that ask the instructor a question. */
const ASKED = ['fallen', 'teaches', 'renew'] as const;

const isUnconfirmed = ({ state, release }: Rule): boolean =>
  state === 'active' && release.policy === 'confirm' && release.confirmedAt === undefined;

/**
 * Lists what waits for the instructor of one badge.
 * @param corrections how many learners ask for a correction of it
 */
export function needsOfRule(
  words: Localizer,
  rule: Rule,
  badge: string,
  counts: StandingCounts,
  corrections: number,
): Need[] {
  const { t } = words;
  const base = `/course/badges/${rule.id}`;
  const ruleId = rule.id;
  const asked = ASKED.flatMap((kind): Need[] => {
    const count = counts[kind] ?? 0;
    if (count === 0) return [];
    return [
      omitUndefined({
        kind,
        ruleId,
        count,
        text: t(`desk.needs.${kind}`, { count, badge }),
        href: `${base}?filter=${kind}`,
        label: t('desk.needs.look'),
        action:
          kind === 'fallen'
            ? { path: `${base}/keep-all`, label: t('desk.needs.keepAll') }
            : undefined,
      }),
    ];
  });
  const waiting = counts.waiting ?? 0;
  const one = (kind: Need['kind'], count: number, values: Record<string, string>): Need => ({
    kind,
    ruleId,
    count,
    text: t(`desk.needs.${kind}`, { ...values, badge, count }),
    href: kind === 'confirm' ? `${base}?filter=waiting` : base,
    label: t(kind === 'confirm' ? 'desk.needs.release' : 'desk.needs.open'),
  });
  return [
    ...(isUnconfirmed(rule) && waiting > 0 ? [one('confirm', waiting, {})] : []),
    ...(rule.state === 'paused' && rule.pausedFor
      ? [one('paused', 1, { reason: describeAssessmentChange(words, rule.pausedFor).reason })]
      : []),
    ...(rule.sentBack === undefined ? [] : [one('sentBack', 1, { reason: rule.sentBack })]),
    ...(corrections > 0
      ? [{ ...one('corrections', corrections, {}), href: `${base}/corrections` }]
      : []),
    ...asked,
  ];
}

/** Columns that copy an activity and that badges read, of which their instructor has to say something first. */
function needsOfMirrors(
  words: Localizer,
  rules: readonly Rule[],
  mirrors: readonly Mirror[],
): Need[] {
  const read = new Set(
    rules.flatMap(({ inputs }) =>
      inputs.flatMap((one) => (one.kind === 'assessment' ? [one.assessmentId] : [])),
    ),
  );
  let isStaleTold = false;
  return mirrors.flatMap((mirror): Need[] => {
    const doubt = columnDoubt(mirror);
    if (!doubt || !read.has(mirror.lineItemId)) return [];
    const { reason } = obstacleInWords(words, doubt);
    // That the gradebook waits for its recalculation is said of the course, and settled for all columns at once.
    const isStale = doubt.code === 'mirror_stale';
    if (isStale && isStaleTold) return [];
    isStaleTold ||= isStale;
    return [
      {
        kind: 'mirror',
        count: 1,
        text: words.t('desk.needs.mirror', { reason }),
        reason,
        href: `/course/mirror/${mirror.id}`,
        label: words.t('desk.needs.openColumn'),
      },
    ];
  });
}

/** Work that was handed in here. */
const needsOfWork = ({ t }: Localizer, count: number): Need[] =>
  count === 0
    ? []
    : [
        {
          kind: 'work',
          count,
          text: t('desk.needs.work', { count }),
          href: '/course/applications',
          label: t('desk.needs.look'),
        },
      ];

/**
 * Lists what waits in a course, over all its badges.
 * @param doubtful how many people of the roster may or may not be learners
 */
export function needsOfCourse(
  words: Localizer,
  rules: readonly Rule[],
  known: {
    readonly achievements: ReadonlyMap<string, ListedAchievement>;
    readonly counts: (ruleId: string) => StandingCounts;
    readonly doubtful: number;
    /** How many learners ask for a correction, by the rule's id; of ended badges, too. */
    readonly corrections: ReadonlyMap<string, number>;
    readonly mirrors: readonly Mirror[];
    /** How many pieces of work that were handed in here wait for their reviewers. */
    readonly work: number;
  },
): Need[] {
  const { t } = words;
  const open = rules.filter(({ state }) => state !== 'draft' && state !== 'ended');
  const asked = rules.filter(({ id, state }) => state === 'ended' && known.corrections.has(id));
  const ofRules = [...open, ...asked].flatMap((rule) => {
    const name = known.achievements.get(rule.achievementId)?.content.name ?? t('awards.badge');
    const corrections = known.corrections.get(rule.id) ?? 0;
    const counts = rule.state === 'ended' ? {} : known.counts(rule.id);
    return needsOfRule(words, rule, name, counts, corrections);
  });
  const needs = [
    ...needsOfWork(words, known.work),
    ...ofRules,
    ...needsOfMirrors(words, open, known.mirrors),
  ];
  const [first] = open;
  if (known.doubtful === 0 || !first) return needs;
  const count = known.doubtful;
  return [
    ...needs,
    {
      kind: 'doubtful',
      count,
      text: t('desk.needs.doubtful', { count }),
      href: `/course/badges/${first.id}`,
      label: t('desk.needs.look'),
    },
  ];
}

/** @returns how many decisions wait in all */
export const countNeeds = (needs: readonly Need[]): number =>
  needs.reduce((sum, { count }) => sum + count, 0);
