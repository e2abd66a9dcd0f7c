import { omitUndefined } from '../../base/index.js';
import type { Translate } from '../../web/index.js';
import { pageMap } from '../map/page-map.js';
import type { MapOrder, MapWords } from '../map/paint.js';
import {
  neededOf,
  requiredOf,
  stepsOf,
  type Group,
  type PathwayContent,
  type Step,
} from '../model/pathway.js';
import type { Progress, StepProgress } from '../model/progress.js';

/** A language to describe a pathway in. */
export interface Reader {
  readonly t: Translate;
  readonly isRtl: boolean;
}

/** @returns how many of a group's steps are needed, in words */
export function needInWords({ t }: Reader, group: Pick<Group, 'need' | 'steps'>): string {
  const there = requiredOf(group).length;
  if (group.need.kind === 'all') return t('pathways.need.all', { count: there });
  return t('pathways.need.some', { needed: neededOf(group.need, there), count: there });
}

function groupInWords(reader: Reader, group: Group): string {
  const level = group.level === undefined ? '' : reader.t(`pathways.level.${group.level}`);
  return [level, needInWords(reader, group)].filter(Boolean).join(' · ');
}

function mapWords(reader: Reader, content: PathwayContent): MapWords {
  const { t } = reader;
  return {
    title: t('pathways.map.label', { name: content.name }),
    states: {
      done: t('pathways.state.done'),
      'under-way': t('pathways.state.under-way'),
      next: t('pathways.state.next'),
      locked: t('pathways.state.locked'),
    },
    optional: t('pathways.optional'),
    milestone: t('pathways.milestone.one'),
    groups: new Map(content.groups.map((group) => [group.id, groupInWords(reader, group)])),
  };
}

/** @returns what the map of a pathway is drawn from, in a reader's language and direction */
export const mapOrder = (
  reader: Reader,
  content: PathwayContent,
  progress?: Progress,
): MapOrder => ({
  content,
  progress,
  words: mapWords(reader, content),
  isRtl: reader.isRtl,
});

const TAGS = { done: 'success', 'under-way': 'warn', next: 'info', locked: '' } as const;

function orderInWords({ t }: Reader, names: ReadonlyMap<string, string>, step: Step | Group) {
  const said = (kind: 'hard' | 'advice') => {
    const found = step.after
      .filter((one) => one.kind === kind)
      .map(({ id }) => names.get(id) ?? '');
    return found.length > 0 ? [t(`pathways.after.${kind}`, { names: found.join(', ') })] : [];
  };
  return [...said('hard'), ...said('advice')];
}

/** The same as the map as a list: for keyboards, screen readers and narrow screens. */
export function listOf(reader: Reader, content: PathwayContent, progress?: Progress) {
  const { t } = reader;
  const names = new Map([
    ...content.groups.map(({ id, name }) => [id, name] as const),
    ...stepsOf(content).map(({ id, what }) => [id, what.name] as const),
  ]);
  const steps = new Map(
    (progress?.groups ?? []).flatMap((group) => group.steps.map((one) => [one.id, one] as const)),
  );
  const groups = new Map((progress?.groups ?? []).map((group) => [group.id, group]));
  const stateOf = (one: StepProgress | undefined) =>
    one === undefined
      ? {}
      : {
          state: one.state,
          tag: t(`pathways.state.${one.state}`),
          tagKind: TAGS[one.state],
          isEarly: one.isHeld && one.state !== 'done',
        };
  return content.groups.map((group) => {
    const own = groups.get(group.id);
    return omitUndefined({
      id: group.id,
      name: group.name,
      text: groupInWords(reader, group),
      order: orderInWords(reader, names, group),
      tag: own && t(`pathways.state.${own.state}`),
      tagKind: own && TAGS[own.state],
      done: own?.done,
      needed: own?.needed,
      milestone: group.milestone?.name,
      steps: group.steps.map((step) => ({
        id: step.id,
        name: step.what.name,
        href: step.what.kind === 'own' ? `/achievements/${step.what.achievementId}` : undefined,
        issuer:
          step.what.kind === 'foreign' ? (step.what.issuerName ?? step.what.issuerId) : undefined,
        isOptional: step.isOptional,
        order: orderInWords(reader, names, step),
        ...stateOf(steps.get(step.id)),
      })),
    });
  });
}

/** A pathway as pages show it: its map and the list that says the same. */
export function describePathway(reader: Reader, content: PathwayContent, progress?: Progress) {
  const map =
    stepsOf(content).length > 0 ? pageMap(mapOrder(reader, content, progress)) : undefined;
  return omitUndefined({
    name: content.name,
    description: content.description,
    language: content.language,
    map,
    groups: listOf(reader, content, progress),
    milestone: content.milestone?.name,
    isDone: progress?.state === 'done',
    hasProgress: progress !== undefined,
    groupsDone: progress?.done,
    groupsNeeded: progress?.needed,
  });
}
