import {
  createBrowser,
  launch,
  type Browser,
  type CanvasLike,
  type Column,
  type MoodleLike,
} from '../../test/support/lms/index.js';
import { until } from './check.js';
import type { DemoPlatform, DemoWorld } from './world.js';

/** What was seen of one way of reading grades on one platform. */
export interface SourceReport {
  readonly name: string;
  readonly platform: string;
  /** Badges of the one learner who passed. */
  readonly badges: number;
  /** Badges of anybody else. */
  readonly wrong: number;
  /** From the grade to the stored badge, by the ordinary poll alone. */
  readonly seconds: number | null;
}

export interface FaultReport {
  readonly runs: number;
  readonly missing: number;
  readonly duplicate: number;
  readonly wrong: number;
}

/** A way to try: what the set-up page calls it, and the column its grades are typed into. */
interface Way {
  readonly name: string;
  readonly words: string;
  readonly row: string;
  readonly unit: 'percent' | 'complete';
  readonly column: Column | string;
  readonly maximum: number;
}

interface Mapped extends Way {
  readonly ruleId: string;
  /** Usernames of those who passed. */
  readonly passing: Set<string>;
}

const RUNS = 3;
const RATE = 0.3;

async function teacher({ lms }: DemoPlatform, as = 'teacher'): Promise<Browser> {
  const browser = createBrowser();
  const { response } = await launch(lms, { as, browser });
  if (response.status !== 200) throw new Error(`the ${as}’s launch answers ${response.status}`);
  return browser;
}

async function connectMoodle(origin: string, platform: DemoPlatform): Promise<void> {
  const moodle = platform.lms as MoodleLike;
  const browser = await teacher(platform, 'admin');
  const page = await browser.get(`${origin}/course/sources`);
  const token = moodle.webServices.createToken();
  const done = await browser.submit(page, { token }, '/course/sources/moodle');
  if (!done.url.includes('done=moodle')) throw new Error('the web service was not connected');
}

async function connectCanvas(origin: string, platform: DemoPlatform): Promise<void> {
  const canvas = platform.lms as CanvasLike;
  const redirectUris = [`${origin}/course/sources/canvas/callback`];
  const { clientId, clientSecret } = canvas.oauth.registerKey({ redirectUris });
  const admin = await teacher(platform, 'admin');
  const key = { apiUrl: canvas.baseUrl, clientId, clientSecret };
  const page = await admin.get(`${origin}/course/sources`);
  await admin.submit(page, key, '/course/sources/canvas/key');
  const browser = await teacher(platform);
  const mine = await browser.get(`${origin}/course/sources`);
  const asked = await browser.submit(mine, {}, '/course/sources/canvas/authorise');
  const href = /href="([^"]+\/login\/oauth2\/auth[^"]+)"/.exec(asked.text)?.[1] ?? '';
  const consent = await browser.get(href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
  const done = await browser.submit(consent, {}, '/login/oauth2/accept');
  if (!done.url.includes('done=authorised')) throw new Error('Canvas was not authorised');
}

function waysOf({ lms, tool, name }: DemoPlatform): Way[] {
  const { column } = tool.link;
  if (column === undefined) throw new Error('the activity has no column');
  const own: Way = {
    name: 'lti',
    words: 'LTI column',
    row: column.name,
    unit: 'percent',
    column,
    maximum: 100,
  };
  const native = { row: 'Assignment 1', column: 'Assignment 1', maximum: 100 } as const;
  if (name === 'canvas') {
    return [own, { name: 'canvas', words: 'Canvas API', unit: 'percent', ...native }];
  }
  const moodle = lms as MoodleLike;
  moodle.restrict(tool.link, lms.column('Quiz 2').column, 70);
  return [
    own,
    { name: 'moodle', words: 'Moodle web service', unit: 'percent', ...native },
    {
      name: 'mirror',
      words: 'mirror column',
      row: 'Quiz 1',
      unit: 'percent',
      column: 'Quiz 1',
      maximum: 20,
    },
    {
      name: 'restricted',
      words: 'restricted activity',
      row: 'May open',
      unit: 'complete',
      column: 'Quiz 2',
      maximum: 10,
    },
  ];
}

/** Makes the column that copies Quiz 1, does the teacher’s one step in the gradebook, and confirms the maximum. */
async function mirrorQuiz(origin: string, browser: Browser, moodle: MoodleLike): Promise<void> {
  const start = await browser.get(`${origin}/course/mirror`);
  const made = await browser.submit(start, { activity: 'Quiz 1', maximum: '20' }, '/course/mirror');
  const column = moodle.course.columns.find((each) => each.tag === 'laurel-mirror');
  if (column === undefined) throw new Error('the mirror column was not made');
  moodle.setIdNumber('Quiz 1', 'quiz1');
  moodle.setCalculation(column, '=[[quiz1]]');
  moodle.openGradebook();
  const looked = await browser.submit(made, {}, '/read');
  await browser.submit(looked, { maximum: '20' }, '/confirm');
}

/** Through the pages, as a teacher: from the list of assessments to an active badge. */
async function map(origin: string, browser: Browser, way: Way): Promise<Mapped> {
  const page = await browser.get(`${origin}/course/new`);
  const rows = /name="use" value="([^"]+)"[^>]*><span>([^<]*)<\/span><span class="help">([^<]*)</g;
  const row = [...page.text.matchAll(rows)].find(
    ([, , title = '', about = '']) => title.includes(way.row) && about.endsWith(way.words),
  );
  const use = row?.[1];
  if (use === undefined) throw new Error(`the set-up page does not offer ${way.name}`);
  const filled = {
    use,
    [`mark_${use}`]: '70',
    [`unit_${use}`]: way.unit,
    release: 'immediately',
    name: `Badge by ${way.name}`,
    canDo: 'do what was assessed',
    criteria: 'Pass it.',
  };
  const looked = await browser.submit(page, { ...filled, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...filled, do: 'activate' }, '/course/drafts/');
  const ruleId = /\/course\/badges\/([\w-]+)/.exec(active.url)?.[1];
  if (ruleId === undefined) throw new Error(`the badge by ${way.name} was not activated`);
  return { ...way, ruleId, passing: new Set() };
}

/** Stored credentials of a rule, as the `sub` of each one's learner. */
async function holdersOf({ laurel }: DemoWorld, ruleId: string): Promise<string[]> {
  const { connection } = laurel.store;
  const awards = await connection.collection('awards').find({ ruleId }).toArray();
  const held = await Promise.all(
    awards.map(async ({ _id, userId }) => {
      const count = await connection
        .collection('credentials')
        .countDocuments({ awardId: String(_id) });
      return Array.from({ length: count }, () => String(userId));
    }),
  );
  return held.flat();
}

async function tryWay(
  demo: DemoWorld,
  { lms, name: platform }: DemoPlatform,
  way: Mapped,
): Promise<SourceReport> {
  const { sub, username } = lms.person('learner5');
  lms.setGrade('learner1', way.column, 0.6999 * way.maximum);
  const { savedAt } = lms.setGrade(username, way.column, 0.85 * way.maximum);
  way.passing.add(username);
  const seconds = await until(`the badge by ${way.name}`, async () =>
    (await holdersOf(demo, way.ruleId)).includes(sub)
      ? (Date.now() - savedAt.getTime()) / 1000
      : null,
  ).catch(() => null);
  const holders = await holdersOf(demo, way.ruleId);
  const badges = holders.filter((one) => one === sub).length;
  return { name: way.name, platform, badges, wrong: holders.length - badges, seconds };
}

/** Checks a course until nobody else is at it. */
async function checkNow({ laurel }: DemoWorld, { platformId, lms, tool }: DemoPlatform) {
  const { deploymentId } = tool;
  const course = { platformId, deploymentId, contextId: lms.course.contextId };
  await until('a free course', async () =>
    (await laurel.checks.check(course)).busy ? null : true,
  );
}

/** Grades while services fail by chance (seeded); afterwards everybody who passed has one badge and nobody else has any. */
async function tryFaults(
  demo: DemoWorld,
  platform: DemoPlatform,
  ways: readonly Mapped[],
): Promise<FaultReport> {
  const { lms } = platform;
  for (let run = 0; run < RUNS; run += 1) {
    const kinds = lms.kind === 'moodle' ? KINDS : [...KINDS, 'loopNext' as const];
    lms.faults.byChance({ seed: 20_261_121 + run, rate: RATE, kinds });
    const [passes, fails] = [`learner${6 + run}`, `learner${9 + run}`];
    for (const way of ways) {
      lms.setGrade(passes, way.column, 0.9 * way.maximum);
      lms.setGrade(fails, way.column, 0.69 * way.maximum);
      way.passing.add(passes);
    }
    await checkNow(demo, platform);
    await checkNow(demo, platform);
    lms.faults.clear();
  }
  // A platform that asked for patience (Retry-After) is asked again when that is over, and not before.
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    await checkNow(demo, platform);
    const found = await countFaults(demo, platform, ways);
    if (found.missing === 0 || Date.now() > deadline) return { runs: RUNS, ...found };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function countFaults(demo: DemoWorld, { lms }: DemoPlatform, ways: readonly Mapped[]) {
  let [missing, duplicate, wrong] = [0, 0, 0];
  for (const { ruleId, passing } of ways) {
    const holders = await holdersOf(demo, ruleId);
    const subs = new Set([...passing].map((username) => lms.person(username).sub));
    missing += [...subs].filter((sub) => !holders.includes(sub)).length;
    duplicate += holders.length - new Set(holders).size;
    wrong += [...new Set(holders)].filter((sub) => !subs.has(sub)).length;
  }
  return { missing, duplicate, wrong };
}

/** How long the badges may take once the platform is well again. */
const PATIENCE_MS = 90_000;

const KINDS = [
  ...(['disconnect', 'error500', 'throttle429', 'unauthorized401', 'cut'] as const),
  ...(['cutJson', 'wrongJson', 'html', 'duplicate', 'reorder'] as const),
];

/** Every way of reading grades that this platform offers, then the same with faults. */
export async function checkSources(
  demo: DemoWorld,
  platform: DemoPlatform,
): Promise<{ sources: SourceReport[]; faults: FaultReport }> {
  const origin = demo.laurel.settings.publicUrl;
  // The course has to be known before anything about it can be asked.
  await teacher(platform);
  if (platform.name === 'moodle') await connectMoodle(origin, platform);
  else await connectCanvas(origin, platform);
  const browser = await teacher(platform);
  if (platform.name === 'moodle') await mirrorQuiz(origin, browser, platform.lms as MoodleLike);
  const mapped: Mapped[] = [];
  for (const way of waysOf(platform)) mapped.push(await map(origin, browser, way));
  const sources = await Promise.all(mapped.map((way) => tryWay(demo, platform, way)));
  return { sources, faults: await tryFaults(demo, platform, mapped) };
}
