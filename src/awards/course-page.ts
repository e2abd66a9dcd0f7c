import type { ListedAchievement } from '../achievements/index.js';
import { designRightsOf } from './badge-policy.js';
import type { CourseCheck } from './check-store.js';
import type { Mirror } from '../grades/index.js';
import { titleOf, markInWords } from './explain.js';
import type { Draft } from './draft-store.js';
import type { PageDeps, Visit } from './pages.js';
import type { Rule } from './rule.js';

interface Notice {
  readonly kind: 'info' | 'success' | 'warn' | 'error';
  readonly title: string;
  readonly text?: string;
}

export const STATE_TAGS: Readonly<Record<Rule['state'], { tag: string; tagKind?: string }>> = {
  active: { tag: 'Active', tagKind: 'success' },
  paused: { tag: 'Paused', tagKind: 'warn' },
  waiting: { tag: 'Waiting for approval', tagKind: 'info' },
  draft: { tag: 'Draft' },
  ended: { tag: 'Ended' },
};

/** What a rule asks for, in one line. */
export function requirementOf(rule: Pick<Rule, 'inputs' | 'combine'>): string {
  const parts = rule.inputs.map((input) =>
    input.kind === 'badge' ? titleOf(input) : `${input.title}: ${markInWords(input.mark)}`,
  );
  if (parts.length < 2) return parts[0] ?? '';
  if (rule.combine.kind === 'atLeast') return `${rule.combine.count} of: ${parts.join(' · ')}`;
  return `${rule.combine.kind === 'all' ? 'All of' : 'One of'}: ${parts.join(' · ')}`;
}

/** The picture of an achievement's version, as a path of this site. */
export const imageOf = (achievementId: string, version: number): string =>
  `/achievements/${achievementId}/versions/${version}/image.png`;

export function checkNotice(check: CourseCheck | null): Notice[] {
  if (!check?.failure) return [];
  return [
    {
      kind: 'warn',
      title: 'The last look at the gradebook did not succeed.',
      text: `${check.failure.message} It is tried again by itself; nothing is decided from what could not be read.`,
    },
  ];
}

/** What is doubtful about a column that copies an activity. */
export const mirrorNotice = (mirror: Mirror): Notice[] =>
  mirror.notices.slice(0, 1).map(({ blocks, reason, remedy }) => ({
    kind: blocks ? 'warn' : 'info',
    title: reason,
    text: remedy,
  }));

function issuerNotice(missing: readonly string[]): Notice[] {
  if (missing.length === 0) return [];
  return [
    {
      kind: 'warn',
      title: 'Badges cannot be activated yet: nobody is named as their issuer.',
      text: `Ask whoever runs Laurel to name one: Administration › Issuer, or the settings ${missing.join(' and ')}. Drafts can be prepared meanwhile.`,
    },
  ];
}

function metaOf({ state, release }: Rule, count: number): string {
  if (state === 'waiting') return 'an administrator looks at it';
  const waits = release.policy === 'confirm' && !release.confirmedAt;
  return waits && state === 'active' ? 'waits for your release' : `${count} earned`;
}

async function cardOf(deps: PageDeps, rule: Rule, achievement: ListedAchievement | undefined) {
  const count = await deps.awards.countByRule(rule.id);
  const name = achievement?.content.name ?? 'Badge';
  return {
    title: name,
    href: `/course/badges/${rule.id}`,
    image: imageOf(rule.achievementId, rule.achievementVersion),
    alt: '',
    text: rule.pausedFor?.reason ?? requirementOf(rule),
    ...STATE_TAGS[rule.state],
    meta: metaOf(rule, count),
  };
}

function draftCard(draft: Draft, sentBack: string | undefined) {
  const { name } = draft.form;
  return {
    id: draft.id,
    title: typeof name === 'string' && name !== '' ? name : 'Badge without a name',
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
  const { course, launch } = visit;
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
      text: `“${byId.get(rule.achievementId)?.content.name ?? 'The badge'}” is active.`,
      action: `/course/badges/${rule.id}/undo`,
      until: rule.undoUntil,
      label: 'Undo',
    }));
  return {
    title: 'Badges',
    course: launch.context.title,
    offersMirrors,
    notices: [
      ...issuerNotice(missing),
      ...checkNotice(check),
      ...mirrors.flatMap(mirrorNotice),
      ...broughtNotice(pending, visit),
    ],
    checkedAt: check?.checkedAt,
    hasRules: ids.size > 0,
    undo,
    badges: await Promise.all(
      rules
        .filter((rule) => ids.has(rule.id))
        .map((rule) => cardOf(deps, rule, byId.get(rule.achievementId))),
    ),
    drafts: pending.map((draft) =>
      draftCard(draft, rules.find((rule) => rule.id === draft.id)?.sentBack),
    ),
    mayDesign,
  };
}
