import { omitUndefined } from '../../base/index.js';
import type { Visit } from '../../course/index.js';
import { findSurroundings } from '../design/surroundings.js';
import type { PathwayJob } from '../keep/job-store.js';
import {
  milestonesOf,
  stepsOf,
  type Group,
  type Pathway,
  type PathwayContent,
} from '../model/pathway.js';
import { findProblems } from '../model/problems.js';
import { describePathway, needInWords, type Reader } from './describe.js';
import { findBadges } from './find-badges.js';
import type { PageDeps } from './page-deps.js';

/** What a job found, in the drawing's own words. */
export function describeJob(reader: Reader, job: PathwayJob) {
  const { t } = reader;
  const { counts, content } = job;
  return {
    kind: job.kind,
    title: t(`pathways.job.${job.kind}`),
    isDone: job.doneAt !== undefined,
    startedAt: job.startedAt,
    people: t('pathways.job.people', { count: counts.people }),
    lost: job.kind === 'moving' ? t('pathways.job.lost', { count: counts.lost }) : undefined,
    steps: stepsOf(content).map(({ id, what }) => ({
      label: what.name,
      value: counts.steps[id] ?? 0,
    })),
    milestones: milestonesOf(content).map(({ of, milestone }) => ({
      label: milestone.name,
      value: t('pathways.job.reached', {
        count: counts.reached[of] ?? 0,
        had: counts.had[of] ?? 0,
      }),
    })),
  };
}

const milestoneModel = ({ t }: Visit, of: string, milestone: PathwayContent['milestone']) => ({
  of,
  has: milestone !== undefined,
  form: {
    values: {
      name: milestone?.name ?? '',
      description: milestone?.description ?? '',
      criteria: milestone?.criteria ?? '',
    },
    errors: {},
  },
  summary: milestone?.name ?? t('pathways.milestone.none'),
});

/** Models the page on which a pathway is drawn. */
export async function buildEditPage(
  deps: PageDeps,
  visit: Visit,
  reader: Reader,
  pathway: Pathway,
  query: string | undefined,
) {
  const { t } = visit;
  const { draft, latestVersion } = pathway;
  const version = await deps.pathways.findVersion(pathway.id, latestVersion);
  const content = draft ?? version?.content;
  if (content === undefined) throw new TypeError(`pathway ${pathway.id} has no words`);
  const around = await findSurroundings(deps, pathway, content);
  const problems = findProblems(content, around).map(({ code, values }) =>
    t(`pathways.problem.${code}`, values ?? {}),
  );
  const jobs = await deps.jobs.list(pathway.id);
  const preview = jobs.find((job) => job.kind === 'preview' && job.about === pathway.revision);
  const found = query === undefined ? undefined : await findBadges(deps, pathway.owner, query);
  const groupChoices = content.groups.map(({ id, name }) => ({ value: id, label: name }));
  return omitUndefined({
    title: content.name,
    pathway: describePathway(reader, content),
    base: `/course/pathways/${pathway.id}`,
    revision: pathway.revision,
    publicPath: latestVersion > 0 ? `/pathways/${pathway.id}` : undefined,
    state: pathway.state,
    stateText: t(`pathways.is.${pathway.state}`),
    isDrawn: draft !== null,
    isEnded: pathway.state === 'ended',
    isWaiting: pathway.waiting !== undefined,
    sentBack: pathway.sentBack,
    canUndo: pathway.former !== null,
    canDiscard: latestVersion === 0,
    problems,
    about: {
      values: {
        name: content.name,
        description: content.description,
        language: content.language,
        need: content.need.kind,
        count: content.need.kind === 'atLeast' ? content.need.count : 1,
        policy: content.afterLoss.policy,
        graceDays: content.afterLoss.graceDays,
      },
      errors: {},
    },
    needs: ['all', 'any', 'atLeast'].map((value) => ({
      value,
      label: t(`pathways.needs.${value}`),
    })),
    policies: ['keep', 'ask', 'revoke'].map((value) => ({
      value,
      label: t(`pathways.loss.${value}`),
    })),
    whole: milestoneModel(visit, 'whole', content.milestone),
    groups: content.groups.map((group, at) => ({
      id: group.id,
      name: group.name,
      text: needInWords(reader, group),
      isFirst: at === 0,
      isLast: at === content.groups.length - 1,
      milestone: milestoneModel(visit, group.id, group.milestone),
      steps: group.steps.map(({ id, what, isOptional }, place) => ({
        id,
        name: what.name,
        issuer: what.kind === 'foreign' ? (what.issuerName ?? what.issuerId) : undefined,
        isOptional,
        isFirst: at === 0 && place === 0,
        isLast: at === content.groups.length - 1 && place === group.steps.length - 1,
      })),
    })),
    groupChoices,
    q: query ?? '',
    found,
    hasSearched: query !== undefined,
    preview: preview && describeJob(reader, preview),
  });
}

const choicesOf = ({ t }: Visit) => ({
  needs: ['all', 'any', 'atLeast'].map((value) => ({ value, label: t(`pathways.needs.${value}`) })),
  levels: ['', 'foundation', 'intermediate', 'advanced'].map((value) => ({
    value,
    label: t(`pathways.level.${value === '' ? 'none' : value}`),
  })),
});

const groupForm = ({ name, level, need }: Group) => ({
  name,
  level: level ?? '',
  need: need.kind,
  count: need.kind === 'atLeast' ? need.count : 1,
});

/** Models the page of one group, or of one step: what it asks for, and what comes first. */
export function buildPartPage(visit: Visit, pathway: Pathway, content: PathwayContent, id: string) {
  const { t } = visit;
  const group = content.groups.find((one) => one.id === id);
  const step = stepsOf(content).find((one) => one.id === id);
  const part = group ?? step;
  if (part === undefined) return null;
  // A step's own group cannot come before it.
  const before = content.groups.filter((one) => step === undefined || !one.steps.includes(step));
  const groups = before.map((one) => ({
    value: one.id,
    label: t('pathways.part.group', { name: one.name }),
  }));
  const steps = stepsOf(content).map((one) => ({ value: one.id, label: one.what.name }));
  const ofKind = (kind: string) => part.after.flatMap((one) => (one.kind === kind ? [one.id] : []));
  const others = group ? groups : [...groups, ...steps];
  return {
    ...choicesOf(visit),
    title: 'what' in part ? part.what.name : part.name,
    base: `/course/pathways/${pathway.id}`,
    revision: pathway.revision,
    id,
    isGroup: group !== undefined,
    do: group ? 'group' : 'step',
    others: others.filter(({ value }) => value !== id),
    hard: ofKind('hard'),
    advice: ofKind('advice'),
    optional: step?.isOptional === true ? 'yes' : '',
    form: { values: group ? groupForm(group) : {}, errors: {} },
  };
}
