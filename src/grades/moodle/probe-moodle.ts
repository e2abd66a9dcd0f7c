import { LaurelError } from '../../base/index.js';
import type { Lti } from '../../lti/index.js';
import type { CourseKey } from '../grade.js';
import { hasUnseenWeight, itemsOf, type GradeReport } from './grade-report.js';
import type { MoodleConnection } from './moodle-connection.js';

/** One thing that was tried, and what to do about it. `unknown`: it cannot be told from outside. */
export interface ProbeStep {
  readonly name: string;
  readonly outcome: 'pass' | 'fail' | 'unknown';
  readonly found: string;
  readonly remedy?: string;
}

/** Kinds that Moodle leaves out without a word when the role lacks `mod/<kind>:view`. */
const KINDS = { quiz: 'quizzes', assign: 'assignments', lti: 'external tools' } as const;

const grant = (capability: string) =>
  `Give Laurel’s role in Moodle the capability ${capability}, in the whole site.`;

function stepOfKind(kind: keyof typeof KINDS, report: GradeReport, isKnown: boolean): ProbeStep {
  const seen = itemsOf(report).filter(({ itemmodule }) => itemmodule === kind).length;
  const name = `Sees ${KINDS[kind]}`;
  if (seen > 0) return { name, outcome: 'pass', found: `${seen} in this course.` };
  const remedy = grant(`mod/${kind}:view`);
  if (isKnown) {
    const found = 'This course has one, and Moodle leaves it out without a word.';
    return { name, outcome: 'fail', found, remedy };
  }
  const found = 'None was seen. If this course has some, Moodle leaves them out without a word.';
  return { name, outcome: 'unknown', found, remedy };
}

function stepsOf(report: GradeReport, hasOwnActivity: boolean): ProbeStep[] {
  const isPartial = hasUnseenWeight(report);
  const hidden = report.usergrades.some(({ gradeitems }) =>
    gradeitems.some(({ gradeishidden }) => gradeishidden === true),
  );
  return [
    {
      name: 'Reads the grades of this course',
      outcome: 'pass',
      found: `${report.usergrades.length} learners, ${itemsOf(report).length} assessments.`,
    },
    stepOfKind('quiz', report, false),
    stepOfKind('assign', report, false),
    stepOfKind('lti', report, hasOwnActivity),
    hidden
      ? { name: 'Sees hidden grades', outcome: 'pass', found: 'A hidden one was read.' }
      : {
          name: 'Sees hidden grades',
          outcome: 'unknown',
          found: 'None was seen. If there are some, Moodle leaves them out without a word.',
          remedy: grant('moodle/grade:viewhidden'),
        },
    isPartial
      ? {
          name: 'Sees everything that counts',
          outcome: 'fail',
          found: 'Part of the course total comes from something Moodle leaves out.',
          remedy: grant(
            'mod/…:view of every kind of activity that is graded, and moodle/grade:viewhidden',
          ),
        }
      : {
          name: 'Sees everything that counts',
          outcome: 'pass',
          found: 'The weights of what was read add up.',
        },
  ];
}

/** Tries what the token may do in a course; the silent omissions too, as far as they can be told from outside. */
export async function probeMoodle(
  deps: { readonly moodle: MoodleConnection; readonly lti: Pick<Lti, 'contexts'> },
  course: CourseKey,
): Promise<ProbeStep[]> {
  const site = await deps.moodle.find(course.platformId);
  if (!site) return [];
  try {
    const report = await deps.moodle.fetchReport(site, course);
    const links = await deps.lti.contexts.links(course);
    return stepsOf(
      report,
      report.usergrades.length > 0 && links.some(({ lineItemUrl }) => lineItemUrl !== undefined),
    );
  } catch (error) {
    if (!(error instanceof LaurelError)) throw error;
    return [
      {
        name: 'Reads the grades of this course',
        outcome: 'fail',
        found: error.message,
        ...(error.action === undefined ? {} : { remedy: error.action }),
      },
    ];
  }
}
