import { startMoodleLike } from '../support/lms/index.js';
import { startTestLaurel } from '../support/start-test-laurel.js';
import { openTenant, register } from '../security/two-courses.js';
import { median } from './measure.js';

/** What a page says. */
const textOf = (html: string): string =>
  html
    .replace(/<(script|style|template)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 1_500);

/**
 * The pages of a badge that many learners have or have not: `npm run bench -- roster 10000`. With TEST_MONGODB_URL on a real
 * MongoDB. Milliseconds from the request to the whole answer, the store's process and the network on loopback included; and what this process, which asks
 * and answers, computes for it, which other work on the machine does not change.
 */
export default async function bench([learnersText = '10000']: readonly string[]): Promise<object> {
  const learners = Number(learnersText);
  const laurel = await startTestLaurel();
  const moodle = await startMoodleLike({ learners });
  try {
    const tool = moodle.registerTool({ url: laurel.url });
    const tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
    const { browser } = await tenant.enter('teacher');
    for (let at = 1; at <= learners; at++)
      if (at % 20 !== 0) moodle.setGrade(`learner${at}`, tool.link.column!, (at * 7) % 101);
    const typed = {
      name: 'Many',
      canDo: 'do a thing',
      criteria: 'Pass it.',
      release: 'immediately',
    };
    const form = await browser.get(`${laurel.url}/course/new`);
    const [, use = ''] = /name="use" value="(\w+)"[^>]*><span>Course badges/.exec(form.text) ?? [];
    const looked = await browser.submit(form, { ...typed, use, do: 'simulate' }, '/course/new');
    const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
    const id = /badges\/([\w-]+)/.exec(active.url)?.[1];
    if (id === undefined)
      throw new Error(`not activated: ${textOf(looked.text)}\n${textOf(active.text)}`);
    const base = `${laurel.url}/course/badges/${id}`;
    const rule = (await laurel.rules.store.listOfPlatform(tenant.platformId))[0]!;
    const begun = performance.now();
    const outcome = await laurel.checks.check(rule.tenant);
    console.log(`first check: ${Math.round(performance.now() - begun)} ms`, outcome);
    const last = Math.ceil(learners / 50);
    const asked = {
      first: '',
      middle: `?page=${last >> 1}`,
      last: `?page=${last}`,
      lastByGrade: `?page=${last}&sort=-grade`,
      earnedByDate: '?filter=earned&sort=-date&page=20',
      search: '?q=learner%204',
      searchOne: `?q=${learners - 3}`,
      course: 'COURSE',
    };
    const ms: Record<string, number> = {};
    const cpuMs: Record<string, number> = {};
    for (const [name, query] of Object.entries(asked)) {
      const times: number[] = [];
      const used: number[] = [];
      const url = query === 'COURSE' ? `${laurel.url}/course` : `${base}${query}`;
      for (let round = 0; round < 7; round++) {
        const [from, before] = [performance.now(), process.cpuUsage()];
        const { status, text } = await browser.get(url);
        if (status !== 200) throw new Error(`${name}: ${status}`);
        times.push(performance.now() - from);
        const { user, system } = process.cpuUsage(before);
        used.push((user + system) / 1000);
        if (round === 0)
          console.log(name, Math.round(times[0]!), 'ms the first time,', text.length, 'characters');
      }
      ms[name] = Math.round(median(times));
      cpuMs[name] = Math.round(median(used));
    }
    return { learners, engine: process.env['TEST_MONGODB_URL'] ? 'mongod' : 'embedded', ms, cpuMs };
  } finally {
    await moodle.close();
    await laurel.close();
  }
}
