import { omitUndefined } from '../../base/index.js';
import { maximumOf } from './score.js';
import type { Criterion, Pass, TaskContent } from './task.js';

/** Why work cannot be asked for as it is described: a key of the messages, and what it names. */
export interface TaskProblem {
  readonly code:
    | 'title'
    | 'instructions'
    | 'nothingAsked'
    | 'moreThanMost'
    | 'kinds'
    | 'criteria'
    | 'criterionName'
    | 'levels'
    | 'levelName'
    | 'required'
    | 'points'
    | 'noPoints'
    | 'reviewers';
  readonly values?: Readonly<Record<string, string | number>>;
}

type Code = TaskProblem['code'];

const when = (is: boolean, code: Code, values?: TaskProblem['values']): TaskProblem[] =>
  is ? [omitUndefined({ code, values })] : [];

const problemsOfAsked = ({ text, links, files }: TaskContent): TaskProblem[] => [
  ...when(text.asked === 'no' && links.most === 0 && files.most === 0, 'nothingAsked'),
  ...when(links.least > links.most || files.least > files.most, 'moreThanMost'),
  ...when(files.most > 0 && files.kinds.length === 0, 'kinds'),
];

const problemsOfCriterion = (
  { name, levels, requiredLevel }: Criterion,
  { kind }: Pass,
): TaskProblem[] => [
  ...when(name === '', 'criterionName'),
  ...when(levels.length < 2, 'levels', { name }),
  ...when(
    levels.some((level) => level.name === ''),
    'levelName',
    { name },
  ),
  ...when(kind === 'each' && !levels.some(({ id }) => id === requiredLevel), 'required', { name }),
];

function problemsOfPass({ criteria, pass }: TaskContent): TaskProblem[] {
  if (pass.kind === 'each') return [];
  const most = maximumOf({ criteria });
  return [...when(pass.points > most, 'points', { most }), ...when(pass.points === 0, 'noPoints')];
}

/** @returns all that speaks against opening a task */
export const problemsOf = (content: TaskContent): TaskProblem[] => [
  ...when(content.title === '', 'title'),
  ...when(content.instructions === '', 'instructions'),
  ...problemsOfAsked(content),
  ...when(content.criteria.length === 0, 'criteria'),
  ...content.criteria.flatMap((one) => problemsOfCriterion(one, content.pass)),
  ...problemsOfPass(content),
  ...when(content.reviewers.length === 1 && content.agree === 2, 'reviewers'),
];
