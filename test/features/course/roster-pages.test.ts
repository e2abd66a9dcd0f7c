import { beforeAll, describe, expect, it } from 'vitest';
import { setUpBadge, openTenant, register, type Visitor } from '../../security/two-courses.js';
import { startLaurel, textOf } from '../../support/open-course.js';
import { startMoodleLike, type MoodleLike } from '../../support/lms/index.js';

const LEARNERS = 120;
/** The test platform's course has one more, who assists in another. */
const EVERYBODY = LEARNERS + 1;
const laurel = await startLaurel();
let moodle: MoodleLike;
let teacher: Visitor;
let ruleId: string;
let course: { platformId: string; deploymentId: string; contextId: string };

const namesIn = (html: string) =>
  [...html.matchAll(/<th scope="row">.*?<bdi>(.*?)<\/bdi>/g)].map(([, name]) =>
    (name ?? '').replaceAll('&#x27;', "'"),
  );
const open = async (query = '') => {
  const answer = await teacher.browser.get(`${laurel.url}/course/badges/${ruleId}${query}`);
  expect(answer.status).toBe(200);
  return { names: namesIn(answer.text), text: textOf(answer), html: answer.text };
};

beforeAll(async () => {
  moodle = await startMoodleLike({ learners: LEARNERS });
  const tool = moodle.registerTool({ url: laurel.url });
  const platformId = await register(laurel, moodle, tool);
  const tenant = openTenant(laurel, moodle, platformId, tool);
  ({ ruleId } = await setUpBadge(laurel, tenant, 'Many learners'));
  course = { platformId, deploymentId: tool.deploymentId, contextId: moodle.course.contextId };
  for (let at = 2; at <= 20; at++) moodle.setGrade(`learner${at}`, tool.link.column!, at + 70);
  for (let at = 21; at <= 60; at++) moodle.setGrade(`learner${at}`, tool.link.column!, at);
  await laurel.checks.check(course);
  teacher = await tenant.enter('teacher');
  return () => moodle.close();
});

describe('a roster of several pages', () => {
  it('shows everybody once over its pages, in the order of names', async () => {
    const pages = await Promise.all(['', '?page=2', '?page=3'].map(open));
    const all = pages.flatMap(({ names }) => names);
    expect(all).toHaveLength(EVERYBODY);
    expect(new Set(all).size).toBe(EVERYBODY);
    const latin = all.filter((name) => /^[A-Z]/i.test(name));
    expect(latin.toSorted((a, b) => a.localeCompare(b, 'en'))).toEqual(latin);
    expect((await open('?sort=-name')).names).toEqual(all.toReversed().slice(0, 50));
    expect((await open('?sort=-name&page=3')).names).toEqual(all.toReversed().slice(100));
  });

  it('takes whoever asks for a page behind the last to the last, and for nonsense to the first', async () => {
    expect((await open('?page=99')).names).toEqual((await open('?page=3')).names);
    expect((await open('?page=-4&sort=x&filter=y')).names).toEqual((await open()).names);
  });

  it('offers every page by its number', async () => {
    const { html } = await open('?page=2&sort=-grade');
    expect(html).toMatch(/name="page" min="1" max="3" value="2"/);
    expect(html).toMatch(/name="sort" value="-grade"/);
  });

  it('is put in order by grade and by the day of the badge', async () => {
    const best = await open('?sort=-grade');
    expect(best.names[0]).toBe(moodle.person('learner1').name);
    expect(best.names.slice(1, 20)).toEqual(
      Array.from({ length: 19 }, (_, at) => moodle.person(`learner${20 - at}`).name),
    );
    expect(best.html).toContain('aria-sort="descending"');
    expect((await open('?sort=-date')).names.slice(0, 20).toSorted()).toEqual(
      best.names.slice(0, 20).toSorted(),
    );
  });

  it('counts each standing, and shows one alone', async () => {
    const { text } = await open();
    expect(text).toContain(`Everybody ${EVERYBODY} `);
    expect(text).toMatch(/Earned 20\b/);
    expect(text).toMatch(/Not yet 40\b/);
    expect((await open('?filter=earned')).names).toHaveLength(20);
    expect((await open('?filter=not-yet&sort=grade')).names[0]).toBe(
      moodle.person('learner21').name,
    );
  });

  it('is searched by the beginnings of words, whatever their case and accents', async () => {
    expect((await open('?q=ASTROM%20bj')).names).toEqual(['Björn Åström']);
    expect((await open('?q=number%2010')).names).toHaveLength(10);
    expect((await open('?q=number%2010&filter=earned')).names).toEqual([]);
    expect((await open('?q=zzzzz')).text).toContain('Nobody was found.');
    expect((await open('?q=zzzzz')).names).toEqual([]);
    expect((await open('?q=%24%7B%5B(.*')).text).toContain(`Everybody ${EVERYBODY} `);
  });

  it('follows who joins, who leaves and what is decided by hand', async () => {
    const { sub, name } = moodle.person('learner100');
    const decided = await teacher.browser.post(
      `${laurel.url}/course/badges/${ruleId}/award`,
      { userId: sub, reason: 'Shown in person', _csrf: teacher.csrf },
      { origin: laurel.url },
    );
    expect(decided.url).toContain('done=awarded');
    expect((await open('?filter=earned')).names).toContain(name);
    const { ownData } = laurel.course.rosters;
    const person = (await laurel.people.find(course.platformId, sub))!;
    expect(JSON.stringify(await ownData.read(person))).toContain(name);
    await laurel.people.erase(person.id, 'self');
    expect(JSON.stringify(await ownData.read(person))).not.toContain(name);
    expect((await open('?filter=earned')).names).not.toContain(name);
  });
});
