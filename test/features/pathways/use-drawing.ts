import type { Clock } from '../../../src/base/index.js';
import type { PathwayStore } from '../../../src/pathways/keep/pathway-store.js';
import type { Pathway, PathwayContent } from '../../../src/pathways/model/pathway.js';
import { personIdOf } from '../../../src/people/index.js';
import { openTenant, type Tenant } from '../../security/two-courses.js';
import { formsOf, type Browser, type BrowserAnswer } from '../../support/lms/index.js';
import { openCourse, textOf } from '../../support/open-course.js';
import type { TestLaurel } from '../../support/start-test-laurel.js';

/** Sets an active badge up in a course by its pages. @param mark of the course's own link, in percent */
export async function setUpAt(laurel: TestLaurel, tenant: Tenant, name: string, mark: number) {
  const { browser } = await tenant.enter('teacher');
  const first = await browser.get(`${laurel.url}/course/new`);
  const form = formsOf(first).find(({ action }) => action.includes('/course/new'))!;
  const marks = Object.keys(form.fields).filter((key) => key.startsWith('mark_'));
  const typed = {
    name,
    canDo: `do ${name}`,
    criteria: 'Pass it.',
    release: 'immediately',
    ...Object.fromEntries(marks.map((key) => [key, String(mark)])),
  };
  const looked = await browser.submit(first, { ...typed, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  const ruleId = /\/course\/badges\/([\w-]+)/.exec(active.url)?.[1];
  if (ruleId === undefined) throw new Error(`${name}: ${textOf(active)}`);
  const [rule] = (await laurel.rules.store.listOfPlatform(tenant.platformId)).filter(
    ({ id }) => id === ruleId,
  );
  return rule!;
}

/** What work in the background does. */
export async function doWork(laurel: TestLaurel): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await laurel.feed.tell();
    await laurel.pathways.look();
  }
}

/** Does the work over many people that was begun. */
export async function doJobs(laurel: TestLaurel): Promise<void> {
  const jobs = laurel.store.connection.collection('pathway_jobs');
  for (const { _id } of await jobs.find({ doneAt: { $exists: false } }).toArray())
    await laurel.pathways.runJob(String(_id));
  await doWork(laurel);
}

/** A pathway that a teacher draws by forms. */
export interface Drawing {
  readonly id: string;
  readonly base: string;
  page(): Promise<BrowserAnswer>;
  /** Posts a change made on the newest drawing. */
  act(changes: Readonly<Record<string, string>>): Promise<BrowserAnswer>;
  stored(): Promise<Pathway>;
  drawn(): Promise<PathwayContent>;
}

/** @param laurel where it listens, and where what is drawn is stored */
export async function beginDrawing(
  laurel: {
    readonly url: string;
    readonly pathways: { readonly store: Pick<PathwayStore, 'find'> };
  },
  teacher: Browser,
  name: string,
): Promise<Drawing> {
  const list = await teacher.get(`${laurel.url}/course/pathways`);
  const begun = await teacher.submit(list, { name }, '/course/pathways');
  const base = new URL(begun.url).pathname;
  const id = base.split('/').at(-1)!;
  const stored = async () => (await laurel.pathways.store.find(id))!;
  const page = () => teacher.get(`${laurel.url}${base}`);
  return {
    id,
    base,
    page,
    stored,
    drawn: async () => (await stored()).draft!,
    async act(changes) {
      const opened = await page();
      const form = formsOf(opened).find(({ fields }) => 'revision' in fields)!;
      const { _csrf = '', revision = '' } = form.fields;
      const origin = new URL(opened.url).origin;
      return teacher.post(`${laurel.url}${base}`, { _csrf, revision, ...changes }, { origin });
    },
  };
}

/** Draws one group of badges with a milestone for the group and for the whole. */
export async function drawOne(
  drawing: Drawing,
  achievementIds: readonly string[],
  foreign: Readonly<Record<string, string>>[] = [],
): Promise<void> {
  await drawing.act({ do: 'add-group', name: 'Steps' });
  const group = (await drawing.drawn()).groups[0]!.id;
  for (const id of achievementIds) await drawing.act({ do: 'add-step', id, group });
  for (const badge of foreign) await drawing.act({ do: 'add-foreign', group, ...badge });
  for (const [id, name] of [
    [group, 'Steps done'],
    ['whole', 'All done'],
  ] as const)
    await drawing.act({ do: 'milestone', id, name, description: `have ${name}` });
}

/** A platform with a course, its teacher, and what learners hold of it. */
export async function openProgramme(
  laurel: TestLaurel,
  kind: 'moodle' | 'canvas',
  options: { readonly clock?: Clock; readonly learners?: number } = {},
) {
  const open = await openCourse(kind, laurel, options);
  const { platform, tool, course } = open;
  const tenant = openTenant(laurel, platform, course.platformId, tool);
  // The feed is read from here on.
  await laurel.pathways.look();
  const personOf = (as: string) => personIdOf(course.platformId, platform.person(as).sub);
  return {
    ...open,
    tenant,
    personOf,
    teacher: (await tenant.enter('teacher')).browser,
    async grade(as: string, value: number): Promise<void> {
      platform.setGrade(as, tool.link.column!, value);
      await laurel.checks.check(course);
      await doWork(laurel);
    },
    badgesOf: (as: string) => laurel.credentials.listByPerson(personOf(as)),
    async held(as: string): Promise<string[]> {
      const found = await laurel.credentials.listByPerson(personOf(as));
      return found
        .filter(({ state }) => state === 'valid')
        .map(({ achievementName }) => achievementName)
        .sort();
    },
  };
}
