import { z } from 'zod';
import { formatDecimal, parseDecimal } from '../decimal.js';
import { omitUndefined, type Clock } from '../../base/index.js';
import type { CourseKey } from '../grade.js';
import { createReadEach } from '../read-each.js';
import { refusalOf, type CallMoodle, type MoodleSite } from './call-moodle.js';

export const MODULE_INFO = 'core_course_get_course_module';
/**
 * Reads a quiz's grade to pass with the right to view the quiz; the other function requires
 * `moodle/course:manageactivities`.
 */
export const QUIZ_PASS = 'mod_quiz_get_user_best_grade';

/** What an activity's settings say of its grades; each member is absent where Moodle does not tell. */
export interface ModuleInfo {
  /** The grade to pass, in the activity's own points or steps. */
  readonly gradePass?: string;
  /** The words of the activity's scale, the lowest first. */
  readonly scale?: readonly string[];
}

/** Moodle writes the grade to pass in the language of the token's user: "12.00" or "12,00". */
const schema = z.object({
  cm: z.object({
    gradepass: z.string().nullish().catch(null),
    scale: z.string().nullish().catch(null),
  }),
});
/** The grade to pass is a number here. The answer is for the token's user, who has no grade. */
const quizSchema = z.object({ gradetopass: z.string().nullish().catch(null) });

/** The most activities of a course: each takes a call, and a course with more gets none read. */
const MOST_ACTIVITIES = 100;

/** An activity with a column in the gradebook. */
export interface GradedModule {
  readonly cmid: string;
  /** The activity's kind, such as `quiz`, and its id among those. */
  readonly module: string;
  readonly instance: string;
}

function passOf(text: string | null | undefined): string | undefined {
  const value = parseDecimal((text ?? '').trim().replace(',', '.'));
  return value && value.units > 0n ? formatDecimal(value) : undefined;
}

function scaleOf(text: string | null | undefined): readonly string[] | undefined {
  const steps = (text ?? '').split(',').map((step) => step.trim());
  return steps.length > 1 ? steps : undefined;
}

/**
 * Creates the reader of activities' settings that concern grades (Moodle 4.5, course/externallib.php,
 * mod/quiz/classes/external.php).
 */
export function createReadModuleInfo(deps: { readonly call: CallMoodle; readonly clock: Clock }) {
  const { call } = deps;
  const readEach = createReadEach<ModuleInfo>(deps.clock);

  /**
   * Makes the calls of one reading, which give null where Moodle refuses. The settings are helpful and not necessary: a
   * function that the service lacks is called once.
   */
  function createAsk(site: MoodleSite) {
    const absent = new Set<string>();
    return async <T>(name: string, fields: Record<string, string>, answer: z.ZodType<T>) => {
      if (absent.has(name)) return null;
      try {
        return await call(site, name, fields, answer);
      } catch (error) {
        if (refusalOf(error) === '') throw error;
        if (refusalOf(error) === 'accessexception') absent.add(name);
        return null;
      }
    };
  }

  async function read(ask: ReturnType<typeof createAsk>, of: GradedModule) {
    const told = (await ask(MODULE_INFO, { cmid: of.cmid }, schema))?.cm;
    const pass = passOf(told?.gradepass);
    const isAsked = pass === undefined && of.module === 'quiz';
    const quiz = isAsked ? await ask(QUIZ_PASS, { quizid: of.instance }, quizSchema) : null;
    return omitUndefined({
      gradePass: pass ?? passOf(quiz?.gradetopass),
      scale: scaleOf(told?.scale),
    });
  }

  /** @returns settings by course module; empty where Laurel's role or the service does not allow it */
  return async (
    site: MoodleSite,
    course: CourseKey,
    modules: readonly GradedModule[],
  ): Promise<ReadonlyMap<string, ModuleInfo>> => {
    const ask = createAsk(site);
    const some = new Map(modules.slice(0, MOST_ACTIVITIES).map((each) => [each.cmid, each]));
    const { rows } = await readEach(JSON.stringify(course), [...some.keys()], async (cmid) => {
      const module = some.get(cmid);
      return module ? read(ask, module) : {};
    });
    return rows;
  };
}
