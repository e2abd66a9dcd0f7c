import { nullIfAnswer } from '../../base/index.js';
import type { Visit } from '../../course/index.js';
import { problemsOf } from '../model/problems.js';
import { maximumOf } from '../model/score.js';
import { FILE_KINDS } from '../model/file-kind.js';
import { MOST_CRITERIA, MOST_LEVELS, type Criterion, type Task } from '../model/task.js';
import { namesOf, type PageDeps } from './page-deps.js';

const MOST_OFFERED = 100;

/** People of the course who earn nothing in it, such as teachers, assistants and mentors; those who are named stand first. */
async function reviewerChoices(deps: PageDeps, { course }: Visit, named: readonly string[]) {
  const roster = await deps.grades.roster(course).catch(nullIfAnswer);
  const others = [...(roster?.members.values() ?? [])]
    .filter(
      ({ isLearner, leftOut, userId }) =>
        !isLearner && leftOut !== 'test' && !named.includes(userId),
    )
    .slice(0, MOST_OFFERED);
  const nameOf = await namesOf(deps, course.platformId, [
    ...named,
    ...others.map(({ userId }) => userId),
  ]);
  return [
    ...named.map((value) => ({ value, label: roster?.members.get(value)?.name ?? nameOf(value) })),
    ...others.map(({ userId, name }) => ({ value: userId, label: name ?? nameOf(userId) })),
  ];
}

function criterionModel({ t }: Visit, criterion: Criterion, at: number) {
  const { id, name, description, levels, requiredLevel = '' } = criterion;
  return {
    key: id,
    heading: t('applications.edit.criterion', { number: at + 1 }),
    named: name === '' ? t('applications.edit.criterion', { number: at + 1 }) : name,
    prefix: `c_${id}`,
    values: {
      [`c_${id}_name`]: name,
      [`c_${id}_description`]: description,
      [`c_${id}_required`]: requiredLevel,
    },
    canAddLevel: levels.length < MOST_LEVELS,
    levelChoices: [
      { value: '', label: t('applications.edit.noneRequired') },
      ...levels.map((level) => ({ value: level.id, label: level.name || level.id })),
    ],
    levels: levels.map((level, place) => ({
      key: level.id,
      prefix: `l_${id}_${level.id}`,
      number: place + 1,
      criterion: id,
      isRemovable: levels.length > 2,
      values: {
        [`l_${id}_${level.id}_name`]: level.name,
        [`l_${id}_${level.id}_description`]: level.description,
        [`l_${id}_${level.id}_points`]: level.points,
      },
    })),
  };
}

/** Models the page on which an instructor says what is to be handed in, and how it is looked at. */
export async function buildEditPage(deps: PageDeps, visit: Visit, task: Task) {
  const { t } = visit;
  const { draft: content, state, version } = task;
  const { text, links, files, criteria, pass, agree, reviewers } = content;
  const problems = problemsOf(content);
  return {
    title: content.title || t('applications.unnamed'),
    base: `/course/applications/${task.id}`,
    back: version > 0 ? `/course/applications/${task.id}` : '/course/applications',
    revision: task.revision,
    stateText: t(`applications.is.${state}`),
    isDraft: version === 0,
    isOpen: state === 'open',
    isClosed: state === 'closed',
    problems: problems.map(({ code, values }) => t(`applications.problem.${code}`, values)),
    maximum: t('applications.edit.maximum', { count: maximumOf(content) }),
    values: {
      title: content.title,
      instructions: content.instructions,
      textAsked: text.asked,
      textMost: text.most,
      linksLeast: links.least,
      linksMost: links.most,
      filesLeast: files.least,
      filesMost: files.most,
      megabytes: files.megabytes,
      kinds: files.kinds,
      pass: pass.kind,
      passPoints: pass.kind === 'total' ? pass.points : 0,
      agree: String(agree),
      reviewers,
    },
    textChoices: ['no', 'may', 'must'].map((value) => ({
      value,
      label: t(`applications.edit.text.${value}`),
    })),
    kindChoices: FILE_KINDS.map((value) => ({ value, label: t(`applications.kind.${value}`) })),
    passChoices: ['total', 'each'].map((value) => ({
      value,
      label: t(`applications.edit.pass.${value}`),
      help: t(`applications.edit.pass.${value}Help`),
    })),
    agreeChoices: ['1', '2'].map((value) => ({
      value,
      label: t(`applications.edit.agree.${value}`),
    })),
    reviewerChoices: await reviewerChoices(deps, visit, reviewers),
    criteria: criteria.map((one, at) => criterionModel(visit, one, at)),
    canAddCriterion: criteria.length < MOST_CRITERIA,
  };
}
