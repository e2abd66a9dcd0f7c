import type { ListedAchievement } from '../achievements/index.js';
import { designRightsOf } from './badge-policy.js';
import type { CourseCheck } from './check-store.js';
import { obstacleInWords, type Mirror } from '../grades/index.js';
import { driftInWords } from './drift.js';
import { markInWords, titleOf } from './explain.js';
import type { Draft } from './draft-store.js';
import type { PageDeps, Visit } from './pages.js';
import type { Rule } from './rule.js';
import { listIn, type Words } from './words.js';

interface Notice {
  readonly kind: 'info' | 'success' | 'warn' | 'error';
  readonly title: string;
  readonly text?: string;
}

const STATE_KINDS: Readonly<Partial<Record<Rule['state'], string>>> = {
  ...{ active: 'success', paused: 'warn', waiting: 'info' },
};

/** The state of a rule as a tag of its card or page. */
export const stateTag = ({ t }: Pick<Words, 't'>, state: Rule['state']) => ({
  ...{ tag: t(`awards.state.${state}`), tagKind: STATE_KINDS[state] },
});

/** What a rule asks for, in one line. */
export function requirementOf(words: Words, rule: Pick<Rule, 'inputs' | 'combine'>): string {
  const { t } = words;
  const parts = rule.inputs.map((input) =>
    input.kind === 'badge'
      ? titleOf(words, input)
      : t('awards.asks.one', { title: input.title, mark: markInWords(words, input.mark) }),
  );
  if (parts.length < 2) return parts[0] ?? '';
  const { combine } = rule;
  const count = combine.kind === 'atLeast' ? { count: combine.count } : {};
  return t(`awards.asks.${combine.kind}`, { ...count, parts: parts.join(' · ') });
}

/** The picture of an achievement's version, as a path of this site. */
export const imageOf = (achievementId: string, version: number): string =>
  `/achievements/${achievementId}/versions/${version}/image.png`;

export function checkNotice({ t }: Pick<Words, 't'>, check: CourseCheck | null): Notice[] {
  if (!check?.failure) return [];
  const { code, message, values } = check.failure;
  return [
    {
      kind: 'warn',
      title: t('awards.check.failed'),
      text: t('awards.check.failedText', {
        why: obstacleInWords({ t }, { code, reason: message, ...(values ? { values } : {}) })
          .reason,
      }),
    },
  ];
}

/** What is doubtful about a column that copies an activity. */
export const mirrorNotice = (words: Words, mirror: Mirror): Notice[] =>
  mirror.notices.slice(0, 1).map((notice) => {
    const { reason, remedy } = obstacleInWords(words, notice);
    return { kind: notice.blocks ? 'warn' : 'info', title: reason, text: remedy };
  });

function issuerNotice(words: Words, missing: readonly string[]): Notice[] {
  if (missing.length === 0) return [];
  return [
    {
      kind: 'warn',
      title: words.t('awards.course.noIssuer'),
      text: words.t('awards.course.noIssuerText', { settings: listIn(words, missing) }),
    },
  ];
}

function metaOf({ t }: Words, { state, release }: Rule, count: number): string {
  if (state === 'waiting') return t('awards.course.withAdministrator');
  const waits = release.policy === 'confirm' && !release.confirmedAt;
  return waits && state === 'active'
    ? t('awards.course.waitsForRelease')
    : t('awards.course.earned', { count });
}

async function cardOf(
  deps: PageDeps,
  words: Words,
  rule: Rule,
  achievement: ListedAchievement | undefined,
) {
  const count = await deps.awards.countByRule(rule.id);
  const name = achievement?.content.name ?? words.t('awards.badge');
  return {
    title: name,
    href: `/course/badges/${rule.id}`,
    image: imageOf(rule.achievementId, rule.achievementVersion),
    alt: '',
    text: rule.pausedFor ? driftInWords(words, rule.pausedFor).reason : requirementOf(words, rule),
    ...stateTag(words, rule.state),
    meta: metaOf(words, rule, count),
  };
}

function draftCard({ t }: Words, draft: Draft, sentBack: string | undefined) {
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

/** The instructor's first page: what the course gives, what is being prepared, what needs a decision. */
export async function buildCoursePage(deps: PageDeps, visit: Visit) {
  const { course, launch, t } = visit;
  const { mayDesign } = await designRightsOf(deps, visit);
  const [rules, drafts, check, achievements, mirrors, offersMirrors, missing] = await Promise.all([
    deps.rules.list(course),
    deps.drafts.list(course),
    deps.checks.get(course),
    deps.achievements.list(course),
    deps.mirrors.list(course),
    deps.mirrors.areOffered(course),
    deps.credentials.issuers.missing(course.platformId),
  ]);
  const byId = new Map(achievements.map((each) => [each.id, each]));
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
  return {
    title: t('awards.course.title'),
    course: launch.context.title,
    offersMirrors,
    notices: [
      ...issuerNotice(visit, missing),
      ...checkNotice(visit, check),
      ...mirrors.flatMap((mirror) => mirrorNotice(visit, mirror)),
      ...broughtNotice(pending, visit),
    ],
    checkedAt: check?.checkedAt,
    hasRules: ids.size > 0,
    undo,
    badges: await Promise.all(
      rules
        .filter((rule) => ids.has(rule.id))
        .map((rule) => cardOf(deps, visit, rule, byId.get(rule.achievementId))),
    ),
    drafts: pending.map((draft) =>
      draftCard(visit, draft, rules.find((rule) => rule.id === draft.id)?.sentBack),
    ),
    mayDesign,
  };
}
