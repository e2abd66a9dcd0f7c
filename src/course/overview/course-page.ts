import type { ListedAchievement } from '../../achievements/index.js';
import { personKey } from '../../awards/index.js';
import type { CourseKey, Mirror } from '../../grades/index.js';
import type { Launch } from '../../lti/index.js';
import { designRightsOf } from '../visit/badge-policy.js';
import {
  type Draft,
  type Rule,
  type Localizer,
  describeAssessmentChange,
  listIn,
} from '../../rules/index.js';
import type { Visit } from '../visit/visit.js';
import type { CorrectionStore } from '../requests/correction-store.js';
import type { Rosters } from '../entries/create-rosters.js';
import { countNeeds, needsOfCourse, type Need } from '../entries/needs-you.js';
import { holdersOf, type StandingCounts } from '../entries/roster-state-store.js';
import { countDoubtful } from '../visit/left-out.js';
import { assistantNotice } from './assistant-notice.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { stateTag, requirementOf, imageOf } from '../visit/rule-card.js';
import {
  type Notice,
  checkNotice,
  gapNotices,
  mirrorNotice,
  namesOfOdd,
} from '../visit/notices.js';

function issuerNotice(words: Localizer, missing: readonly string[]): Notice[] {
  if (missing.length === 0) return [];
  return [
    {
      kind: 'warn',
      title: words.t('awards.course.noIssuer'),
      text: words.t('awards.course.noIssuerText', { settings: listIn(words, missing) }),
    },
  ];
}

function metaOf({ t }: Localizer, { state, release }: Rule, count: number): string {
  if (state === 'waiting') return t('awards.course.withAdministrator');
  const waits = release.policy === 'confirm' && !release.confirmedAt;
  return waits && state === 'active'
    ? t('awards.course.waitsForRelease')
    : t('awards.course.earned', { count });
}

function cardOf(
  words: Localizer,
  rule: Rule,
  achievement: ListedAchievement | undefined,
  counts: StandingCounts,
  needs: readonly Need[],
) {
  const count = holdersOf(counts);
  const waiting = countNeeds(needs.filter(({ ruleId }) => ruleId === rule.id));
  const name = achievement?.content.name ?? words.t('awards.badge');
  return {
    title: name,
    href: `/course/badges/${rule.id}`,
    image: imageOf(rule.achievementId, rule.achievementVersion),
    alt: '',
    text: rule.pausedFor
      ? describeAssessmentChange(words, rule.pausedFor).reason
      : requirementOf(words, rule),
    ...stateTag(words, rule.state),
    meta: metaOf(words, rule, count),
    needs: waiting > 0 ? words.t('desk.needs.card', { count: waiting }) : undefined,
  };
}

function draftCard({ t }: Localizer, draft: Draft, sentBack: string | undefined) {
  const { name } = draft.form;
  return {
    id: draft.id,
    title: typeof name === 'string' && name !== '' ? name : t('awards.course.unnamed'),
    href: `/course/drafts/${draft.id}`,
    updatedAt: draft.updatedAt,
    sentBack,
    from: draft.brought && (draft.brought.title || draft.brought.contextId),
  };
}

/** Says what is to be done about a mirror column, with the way to its page. */
const mirrorLead = (visit: Visit, mirror: Mirror): Notice[] =>
  mirrorNotice(visit, mirror).map((notice) => ({
    ...notice,
    href: `/course/mirror/${mirror.id}`,
    label: visit.t('awards.mirror.goOn'),
  }));

function broughtNotice(drafts: readonly Draft[], { t }: Visit): Notice[] {
  const brought = drafts.flatMap((draft) => (draft.brought ? [draft.brought] : []));
  const [first] = brought;
  if (!first) return [];
  const course = first.title || first.contextId;
  const values = { count: brought.length, course };
  return [
    { kind: 'info', title: t('awards.bring.cameTitle', values), text: t('awards.bring.cameText') },
  ];
}

/** Lists the first steps of a new course, until the first badge is earned. */
function stepsOf(
  { t }: Localizer,
  rules: readonly Rule[],
  drafts: number,
  countsOf: (ruleId: string) => StandingCounts,
) {
  const live = rules.filter(({ state }) => state !== 'draft');
  const isEarned = live.some(({ id }) => holdersOf(countsOf(id)) > 0);
  if (isEarned) return undefined;
  const done = [live.length > 0 || drafts > 0, live.length > 0, isEarned];
  return ['setUp', 'activate', 'earned'].map((step, at) => ({
    label: t(`desk.steps.${step}`),
    done: done[at],
    current: at === done.indexOf(false),
  }));
}

/** What the course's first page works with. */
export type CoursePageDeps = Pick<
  CourseDeps,
  | 'clock'
  | 'lti'
  | 'rules'
  | 'drafts'
  | 'checks'
  | 'awards'
  | 'achievements'
  | 'grades'
  | 'mirrors'
  | 'credentials'
  | 'people'
> & {
  readonly rosters: Rosters;
  readonly corrections: Pick<CorrectionStore, 'countOpen'>;
  workWaiting(course: CourseKey): Promise<number>;
  readonly digests: {
    find(course: CourseKey, userId: string): Promise<{ readonly isSoon?: boolean } | null>;
  };
  /** @returns the course whose badges an instructor may want here; null where there is nothing to ask */
  readonly findCopyOffer: (
    launch: Launch,
  ) => Promise<{ readonly title: string; readonly count: number } | null>;
};

/** Models the instructor's first page: the course's badges, drafts, and what needs a decision. */
export async function buildCoursePage(deps: CoursePageDeps, visit: Visit) {
  const { course, launch, t } = visit;
  const { mayDesign } = await designRightsOf(deps, visit);
  const own = personKey(course.platformId, launch.user.id);
  const offersMirrors = await deps.mirrors.areOffered(course);
  const offer = await deps.findCopyOffer(launch);
  const [rules, drafts, check, achievements, mirrors, missing, assistant, held] = await Promise.all(
    [
      deps.rules.list(course),
      deps.drafts.list(course),
      deps.checks.get(course),
      deps.achievements.list(course),
      deps.mirrors.list(course),
      deps.credentials.issuers.missing(course),
      offersMirrors ? assistantNotice(deps.grades, visit) : [],
      deps.awards.listByPerson(own),
    ],
  );
  const byId = new Map(achievements.map((each) => [each.id, each]));
  await deps.rosters.refresh(course);
  const states = await deps.rosters.states(rules.map(({ id }) => id));
  const countsOf = (ruleId: string) => states.get(ruleId)?.counts ?? {};
  const roster = await deps.rosters.current(course);
  const needs = needsOfCourse(visit, rules, {
    achievements: byId,
    counts: countsOf,
    doubtful: countDoubtful(roster),
    corrections: await deps.corrections.countOpen(course),
    work: await deps.workWaiting(course),
    mirrors,
  });
  // What needs the instructor's word says so above.
  const isToldHere = (mirror: Mirror) =>
    !needs.some(({ href }) => href === `/course/mirror/${mirror.id}`);
  // That the gradebook waits to be calculated anew is the same for all columns.
  const isSaidOnce = ({ title }: Notice, at: number, all: readonly Notice[]) =>
    all.findIndex((one) => one.title === title) === at &&
    !needs.some(({ kind, text }) => kind === 'mirror' && text.includes(title));
  const failed = checkNotice(visit, check, await namesOfOdd(deps, visit, course, check)).filter(
    ({ text }) => !needs.some(({ reason }) => reason !== undefined && text?.includes(reason)),
  );
  const ids = new Set(rules.filter((rule) => rule.state !== 'draft').map((rule) => rule.id));
  const now = deps.clock.now();
  const pending = drafts.filter((draft) => !ids.has(draft.id));
  const undo = rules
    .filter((rule) => rule.state === 'active' && rule.undoUntil && rule.undoUntil > now)
    .map((rule) => ({
      text: t('awards.course.isActive', {
        name: byId.get(rule.achievementId)?.content.name ?? t('awards.badge'),
      }),
      action: `/course/badges/${rule.id}/undo`,
      until: rule.undoUntil,
    }));
  const digest = await deps.digests.find(course, launch.user.id);
  return {
    title: t('awards.course.title'),
    course: launch.context.title,
    offersMirrors,
    copyOffer: offer && {
      title: t('awards.bring.offerTitle', { course: offer.title, count: offer.count }),
    },
    hasOwnBadges: held.some(({ state }) => state === 'active' || state === 'revoked'),
    notices: [
      ...issuerNotice(visit, missing),
      ...assistant,
      ...failed,
      ...gapNotices(visit, check),
      ...mirrors
        .filter(isToldHere)
        .flatMap((mirror) => mirrorLead(visit, mirror))
        .filter(isSaidOnce),
      ...broughtNotice(pending, visit),
    ],
    checkedAt: check?.checkedAt,
    hasRules: ids.size > 0,
    undo,
    steps: stepsOf(visit, rules, pending.length, countsOf),
    needs,
    hasDigest: digest !== null,
    isSoon: digest?.isSoon === true,
    needsTitle: t('desk.needs.title', { count: countNeeds(needs) }),
    badges: rules
      .filter((rule) => ids.has(rule.id))
      .map((rule) => cardOf(visit, rule, byId.get(rule.achievementId), countsOf(rule.id), needs)),
    drafts: pending.map((draft) =>
      draftCard(visit, draft, rules.find((rule) => rule.id === draft.id)?.sentBack),
    ),
    mayDesign,
  };
}
