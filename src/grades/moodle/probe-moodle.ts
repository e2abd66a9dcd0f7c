import { LaurelError, omitUndefined } from '../../base/index.js';
import type { Lti } from '../../lti/index.js';
import type { Locale } from '../../web/index.js';
import type { CourseKey } from '../grade.js';
import { obstacleInWords } from '../obstacle-words.js';
import { hasUnseenWeight, itemsOf, type GradeReport } from './grade-report.js';
import { MORE } from './more-functions.js';
import type { MoodleConnection } from './moodle-connection.js';

/**
 * One thing that was tested, and what to do about it, in the reader's language. `unknown`: it cannot be found out from
 * here.
 */
export interface ProbeStep {
  readonly name: string;
  readonly outcome: 'pass' | 'fail' | 'unknown';
  readonly found: string;
  readonly remedy?: string;
}

type Words = Pick<Locale, 't'>;

/** Kinds of activities that Moodle leaves out silently when the role lacks `mod/<kind>:view`. */
type Kind = 'quiz' | 'assign' | 'lti';

const grant = ({ t }: Words, capability: string): string => t('grades.probe.grant', { capability });

function stepOfKind(words: Words, kind: Kind, report: GradeReport, isKnown: boolean): ProbeStep {
  const { t } = words;
  const count = itemsOf(report).filter(({ itemmodule }) => itemmodule === kind).length;
  const name = t(`grades.probe.sees.${kind}`);
  if (count > 0) return { name, outcome: 'pass', found: t('grades.probe.seen', { count }) };
  const remedy = grant(words, `mod/${kind}:view`);
  if (isKnown) return { name, outcome: 'fail', found: t('grades.probe.leftOut'), remedy };
  return { name, outcome: 'unknown', found: t('grades.probe.noneSeen'), remedy };
}

function stepOfHidden(words: Words, { usergrades }: GradeReport): ProbeStep {
  const { t } = words;
  const name = t('grades.probe.hidden');
  const isSeen = usergrades.some(({ gradeitems }) =>
    gradeitems.some(({ gradeishidden }) => gradeishidden === true),
  );
  if (isSeen) return { name, outcome: 'pass', found: t('grades.probe.hiddenSeen') };
  const remedy = grant(words, 'moodle/grade:viewhidden');
  return { name, outcome: 'unknown', found: t('grades.probe.hiddenNone'), remedy };
}

function stepOfWeights({ t }: Words, report: GradeReport): ProbeStep {
  const name = t('grades.probe.whole');
  if (!hasUnseenWeight(report))
    return { name, outcome: 'pass', found: t('grades.probe.wholeFound') };
  const remedy = t('grades.probe.grantKinds');
  return { name, outcome: 'fail', found: t('grades.probe.wholeMissing'), remedy };
}

function stepsOfFunctions({ t }: Words, functions: ReadonlySet<string>): ProbeStep[] {
  return MORE.map(({ id, functions: wanted, capabilities }) => {
    const name = t(`grades.probe.more.${id}`);
    const missing = wanted.filter((each) => !functions.has(each));
    if (missing.length === 0)
      return { name, outcome: 'pass', found: t('grades.probe.functionsThere') };
    const remedy = t('grades.probe.addFunctions', {
      functions: missing.join(', '),
      capabilities: capabilities.join(', '),
    });
    return { name, outcome: 'unknown', found: t('grades.probe.functionsMissing'), remedy };
  });
}

function stepsOf(words: Words, report: GradeReport, hasOwnActivity: boolean): ProbeStep[] {
  const { t } = words;
  const counts = { learners: report.usergrades.length, assessments: itemsOf(report).length };
  return [
    {
      name: t('grades.probe.reads'),
      outcome: 'pass',
      found: t('grades.probe.readsFound', counts),
    },
    stepOfKind(words, 'quiz', report, false),
    stepOfKind(words, 'assign', report, false),
    stepOfKind(words, 'lti', report, hasOwnActivity),
    stepOfHidden(words, report),
    stepOfWeights(words, report),
  ];
}

/** Tests what the token may do in a course, including silent omissions as far as they can be noticed. */
export async function probeMoodle(
  deps: { readonly moodle: MoodleConnection; readonly lti: Pick<Lti, 'contexts'> },
  course: CourseKey,
  words: Words,
): Promise<ProbeStep[]> {
  const site = await deps.moodle.find(course);
  if (!site) return [];
  try {
    const report = await deps.moodle.fetchReport(site, course);
    const links = await deps.lti.contexts.links(course);
    const isKnown =
      report.usergrades.length > 0 && links.some(({ lineItemUrl }) => lineItemUrl !== undefined);
    const wanted = MORE.flatMap(({ functions }) => functions);
    const more = stepsOfFunctions(words, await deps.moodle.findFunctions(site, wanted));
    return [...stepsOf(words, report, isKnown), ...more];
  } catch (error) {
    if (!(error instanceof LaurelError)) throw error;
    const { code, message, action } = error;
    const told = obstacleInWords(words, { code, reason: message, remedy: action ?? '' });
    return [
      omitUndefined({
        name: words.t('grades.probe.reads'),
        outcome: 'fail',
        found: told.reason,
        remedy: told.remedy === '' ? undefined : told.remedy,
      }),
    ];
  }
}
