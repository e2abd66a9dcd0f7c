import {
  createBrowser,
  launch,
  type Browser,
  type CanvasLike,
  type Column,
  type MoodleLike,
} from '../support/lms/index.js';
import type { openCourse } from '../support/open-course.js';
import type { TestLaurel } from '../support/start-test-laurel.js';

export type OpenCourse = Awaited<ReturnType<typeof openCourse>>;

/** A source of grades with a badge on it. */
export interface Way {
  readonly name: 'lti' | 'mirror' | 'restricted' | 'moodle' | 'canvas';
  readonly ruleId: string;
  /** Where its grades are typed. */
  readonly column: Column;
}

/** What the set-up page calls a way, and where its grades are typed. */
interface Offer {
  readonly name: Way['name'];
  readonly words: string;
  readonly row: string;
  readonly unit: 'percent' | 'complete';
  readonly column: Column;
}

async function enter({ platform }: OpenCourse, as: string): Promise<Browser> {
  const browser = createBrowser();
  await launch(platform, { as, browser });
  return browser;
}

/** Connects Moodle's web services, makes a mirror of Quiz 1 and restricts the tool's activity by Quiz 2. */
async function offersOfMoodle(laurel: TestLaurel, open: OpenCourse, later: Later) {
  const moodle = open.platform as MoodleLike;
  const admin = await enter(open, 'admin');
  const sources = await admin.get(`${laurel.url}/course/sources`);
  const token = moodle.webServices.createToken();
  await admin.submit(sources, { token }, '/course/sources/moodle');

  const quiz = moodle.column('Quiz 1').column;
  const wanted = { activity: 'Quiz 1', maximum: String(quiz.maximum) };
  const mirror = await laurel.grades.mirrors.create(open.course, wanted);
  const copy = moodle.course.columns.find((each) => mirror.lineItemId.includes(`/${each.id}/`))!;
  moodle.setIdNumber(quiz, 'quiz1');
  moodle.setCalculation(copy, '=[[quiz1]]');
  // The maximum is confirmed where there is a grade that shows it: first grades after it would ask for it again.
  const somebody = moodle.course.people.filter(({ username }) => username.startsWith('learner'));
  moodle.attempt(somebody.at(-1)!, quiz, quiz.maximum / 10);
  later(2_000);
  moodle.openGradebook();
  await laurel.grades.mirrors.confirm(open.course, mirror.id, wanted.maximum);

  const quiz2 = moodle.column('Quiz 2').column;
  moodle.restrict(open.tool.link, quiz2, 70);
  const essay = moodle.column('Assignment 1').column;
  const offers: Offer[] = [
    { name: 'mirror', words: 'mirror column', row: 'Quiz 1', unit: 'percent', column: quiz },
    {
      name: 'restricted',
      words: 'restricted activity',
      row: 'Can open',
      unit: 'complete',
      column: quiz2,
    },
    {
      name: 'moodle',
      words: 'Moodle web service',
      row: 'Assignment 1',
      unit: 'percent',
      column: essay,
    },
  ];
  return offers;
}

/** Enters a developer key and has a teacher authorise Laurel. */
async function offersOfCanvas(laurel: TestLaurel, open: OpenCourse): Promise<Offer[]> {
  const canvas = open.platform as CanvasLike;
  const page = `${laurel.url}/course/sources`;
  const { clientId, clientSecret } = canvas.oauth.registerKey({
    redirectUris: [`${page}/canvas/callback`],
  });
  const admin = await enter(open, 'admin');
  const key = { apiUrl: canvas.baseUrl, clientId, clientSecret };
  await admin.submit(await admin.get(page), key, '/course/sources/canvas/key');
  const teacher = await enter(open, 'teacher');
  const asked = await teacher.submit(
    await teacher.get(page),
    {},
    '/course/sources/canvas/authorise',
  );
  const href = /href="([^"]+\/login\/oauth2\/auth[^"]+)"/.exec(asked.text)?.[1] ?? '';
  const consent = await teacher.get(href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
  const done = await teacher.submit(consent, {}, '/login/oauth2/accept');
  if (!done.url.includes('done=authorised')) throw new Error('Canvas was not authorised');
  const column = canvas.column('Assignment 1').column;
  return [{ name: 'canvas', words: 'Canvas API', row: 'Assignment 1', unit: 'percent', column }];
}

/** Through the pages, as a teacher: from the list of assessments to an active badge at 70 %. */
async function map(laurel: TestLaurel, teacher: Browser, offer: Offer): Promise<Way> {
  const page = await teacher.get(`${laurel.url}/course/new`);
  const rows = /name="use" value="([^"]+)"[^>]*><span>([^<]*)<\/span><span class="help">([^<]*)</g;
  const found = [...page.text.matchAll(rows)].find(
    ([, , title = '', about = '']) => title.includes(offer.row) && about.endsWith(offer.words),
  );
  const use = found?.[1];
  if (use === undefined) {
    const offered = [...page.text.matchAll(rows)].map(([, , title, about]) => `${title}: ${about}`);
    throw new Error(`${offer.name} is not offered, but ${offered.join(' | ')}`);
  }
  const typed = {
    use,
    [`mark_${use}`]: '70',
    [`unit_${use}`]: offer.unit,
    release: 'immediately',
    name: `Badge by ${offer.name}`,
    canDo: 'do what was assessed',
    criteria: 'Pass it.',
  };
  const looked = await teacher.submit(page, { ...typed, do: 'simulate' }, '/course/new');
  const active = await teacher.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  const ruleId = /\/course\/badges\/([\w-]+)/.exec(active.url)?.[1];
  if (ruleId === undefined) throw new Error(`the badge by ${offer.name} was not activated`);
  return { name: offer.name, ruleId, column: offer.column };
}

type Later = (ms: number) => unknown;

/**
 * A badge on every source of grades that a platform has; the first one, on the tool's own line item, has a column of
 * its own in the gradebook too.
 */
export async function mapEverySource(
  laurel: TestLaurel,
  open: OpenCourse,
  later: Later,
): Promise<Way[]> {
  const teacher = await enter(open, 'teacher');
  const { column } = open.tool.link;
  if (!column) throw new Error('the activity has no column');
  const own: Offer = {
    name: 'lti',
    words: 'LTI column',
    row: column.name,
    unit: 'percent',
    column,
  };
  const more =
    open.platform.kind === 'moodle'
      ? await offersOfMoodle(laurel, open, later)
      : await offersOfCanvas(laurel, open);
  const ways: Way[] = [];
  for (const offer of [own, ...more]) ways.push(await map(laurel, teacher, offer));
  const path = `${laurel.url}/course/badges/${ways[0]?.ruleId ?? ''}/column`;
  const made = await teacher.submit(await teacher.get(path), {}, '/column');
  if (made.status !== 200) throw new Error('the gradebook column was not made');
  // A new column leaves Moodle's formulas uncalculated until a learner opens the activity.
  await enter(open, 'learner1');
  return ways;
}
