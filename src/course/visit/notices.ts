import { omitUndefined } from '../../base/index.js';
import { obstacleInWords, type CourseKey, type Mirror } from '../../grades/index.js';
import type { CheckFailure, CourseCheck, InputFailure, OddRows } from '../../checks/index.js';
import { personIdOf, type People } from '../../people/index.js';
import { nameIn, type Localizer } from '../../rules/index.js';

export interface Notice {
  readonly kind: 'info' | 'success' | 'warn' | 'error';
  readonly title: string;
  readonly text?: string;
  /** Where it is gone on with, and the words of that button. */
  readonly href?: string;
  readonly label?: string;
}

const wordsOf = (words: Pick<Localizer, 't'>, { code, message, values }: CheckFailure) =>
  obstacleInWords(
    words,
    omitUndefined({ code, reason: message, values: values ? values : undefined }),
  );

/** Says which reading failed while the rest of the course was read, and which badges wait for it. */
function inputNotice(words: Pick<Localizer, 't'>, { title, failure }: InputFailure): Notice {
  const { reason, remedy } = wordsOf(words, failure);
  return {
    kind: 'warn',
    title: words.t('awards.check.input', { title }),
    text: [reason, remedy, words.t('awards.check.inputText')].filter(Boolean).join(' '),
  };
}

/** Says which rows could not be read, of whom, and what to do. */
function oddNotice(
  { t }: Pick<Localizer, 't'>,
  { title, count, userIds }: OddRows,
  nameOf: (userId: string) => string,
): Notice {
  const more = count > userIds.length ? ' …' : '';
  const names = `${userIds.map(nameOf).join(', ')}${more}`;
  return {
    kind: 'warn',
    title: t('awards.check.odd', { title, count }),
    text: t('awards.check.oddText', { names }),
  };
}

/**
 * Says how the last check of the course went: that it failed, which assessments failed, and which rows could not be
 * read.
 * @param ruleId for one badge: only what concerns it
 * @param nameOf the name by which an instructor reads of a learner
 */
export function checkNotice(
  words: Pick<Localizer, 't'>,
  check: CourseCheck | null,
  nameOf: (userId: string) => string,
  ruleId?: string,
): Notice[] {
  if (!check) return [];
  const { failure, inputFailures = [], oddRows = [] } = check;
  const odd = oddRows.map((each) => oddNotice(words, each, nameOf));
  if (failure) {
    const { reason, remedy } = wordsOf(words, failure);
    const why = [reason, remedy].filter(Boolean).join(' ');
    const title = words.t('awards.check.failed');
    return [{ kind: 'warn', title, text: words.t('awards.check.failedText', { why }) }, ...odd];
  }
  const waiting = inputFailures.filter(
    ({ ruleIds }) => ruleId === undefined || ruleIds.includes(ruleId),
  );
  return [...waiting.map((each) => inputNotice(words, each)), ...odd];
}

/** @returns names for the unreadable rows of a check, where the platform gives them */
export async function namesOfOdd(
  { people }: { readonly people: Pick<People, 'findMany'> },
  words: Pick<Localizer, 't'>,
  { platformId }: Pick<CourseKey, 'platformId'>,
  check: CourseCheck | null,
): Promise<(userId: string) => string> {
  const userIds = (check?.oddRows ?? []).flatMap((each) => each.userIds);
  const persons = await people.findMany(userIds.map((id) => personIdOf(platformId, id)));
  const known = new Map(persons.map(({ userId, name }) => [userId, name]));
  return (userId) => known.get(userId) ?? nameIn(words, null, platformId, userId);
}

/** Says what the last check of a course did not cover. */
export const gapNotices = ({ t }: Pick<Localizer, 't'>, check: CourseCheck | null): Notice[] =>
  (check?.gaps ?? []).map((gap) => {
    const { reason, remedy } = obstacleInWords({ t }, gap);
    return { kind: 'info', title: reason, text: remedy };
  });

/** Says what is doubtful about a mirror column. */
export const mirrorNotice = (words: Localizer, mirror: Mirror): Notice[] =>
  mirror.notices.slice(0, 1).map((notice) => {
    const { reason, remedy } = obstacleInWords(words, notice);
    return { kind: notice.blocks ? 'warn' : 'info', title: reason, text: remedy };
  });

export const RESTRICTION_DOUBTS: ReadonlySet<string> = new Set([
  'nobody_filtered',
  'restriction_lifted',
]);

/**
 * Whether a check stopped because everybody may open a restricted activity; the page about these activities then asks.
 */
export const isRestrictionDoubt = (check: CourseCheck | null): boolean =>
  [check?.failure, ...(check?.inputFailures ?? []).map(({ failure }) => failure)].some((each) =>
    RESTRICTION_DOUBTS.has(each?.code ?? ''),
  );
