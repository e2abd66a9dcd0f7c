/**
 * What a learner's launch costs: login, launch and the page that it leads to. `npm run bench -- launch`: commands to the store, the
 * tool's processor time beside a stock ltijs application's on the same store, by turns, and what people wait. `-- launch <badges>`:
 * the same with a rule, beside a store that holds so many badges of other courses. On TEST_MONGODB_URL where it is set
 * (`node --import tsx test/support/mongo/with-mongo.ts -- npm run bench -- launch`), else on the embedded store for both.
 */
import { randomBytes } from 'node:crypto';
import { startTestStore, type TestStore } from '../../src/store/index.js';
import { createBrowser, launch, startMoodleLike, type MoodleLike } from '../support/lms/index.js';
import { addActiveRule } from '../support/active-rule.js';
import { openCourse } from '../support/open-course.js';
import { startTestLaurel } from '../support/start-test-laurel.js';
import { watchStore } from '../support/watch-store.js';
import { addBadges } from './launch/add-badges.js';
import {
  measureLaunches,
  p95Of,
  ratioOf,
  tellOf,
  type Contender,
} from './launch/measure-launches.js';
import { startProcess } from './launch/process.js';
import { median } from './measure.js';

/** Commands of a launch by somebody who was here before, without and with an active badge in the course. */
async function countCommands(): Promise<{ commands: number; commandsWithRule: number }> {
  const laurel = await startTestLaurel({ env: { LOG_LEVEL: 'silent' } });
  const open = await openCourse('moodle', laurel);
  const count = async () => {
    const counts: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      const seen = await watchStore(laurel.store, async () => {
        await launch(open.platform, { as: 'learner1', browser: createBrowser() });
        await laurel.web.afterAnswer.idle();
      });
      counts.push(seen.length);
    }
    // On a loaded machine what is kept for seconds runs out in the middle of some.
    return Math.min(...counts);
  };
  await open.enter('teacher');
  const commands = await count();
  await addActiveRule(laurel, open.course);
  const commandsWithRule = await count();
  await open.platform.close();
  await laurel.close();
  return { commands, commandsWithRule };
}

const newName = () => `laurel_test_${randomBytes(6).toString('hex')}`;

async function install(
  platform: MoodleLike,
  store: TestStore,
  name: string,
  file: string,
): Promise<Contender & { readonly database: string }> {
  const database = newName();
  const process = await startProcess(file, [store.url, database]);
  const { url } = process;
  const addresses = file.includes('ltijs')
    ? {
        loginUrl: `${url}/login`,
        launchUrl: `${url}/`,
        redirectUris: [`${url}/`],
        jwksUrl: `${url}/keys`,
        deepLinkingUrl: `${url}/`,
      }
    : {};
  const tool = platform.registerTool({ url, ...addresses });
  const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl, deploymentId } = tool;
  const told = { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl, deploymentId };
  const registration = { ...told, contextId: platform.course.contextId };
  await process.tell({ do: 'register', registration });
  await launch(platform, { as: 'teacher', link: tool.link });
  return { name, process, tool, database, cpuMs: [], waits: [] };
}

/** The tool beside stock ltijs. */
async function besideLtijs(platform: MoodleLike, store: TestStore) {
  const laurel = await install(platform, store, 'Laurel', './laurel-process.ts');
  const ltijs = await install(platform, store, 'stock ltijs', './ltijs-process.ts');
  const both = [laurel, ltijs];
  await measureLaunches(platform, both);
  for (const each of both) console.log(tellOf(each));
  const ratioToLtijs = ratioOf(laurel, ltijs);
  const found = { cpuMs: median(laurel.cpuMs), ratioToLtijs, p95Ms: p95Of(laurel.waits) };
  await laurel.process.tell({ do: 'rule' });
  await measureLaunches(platform, both, { rounds: 3 });
  console.log('with an active badge in the course:');
  for (const each of both) console.log(tellOf(each));
  console.log(`ratio ${ratioOf(laurel, ltijs).toFixed(2)}`);
  for (const { process } of both) process.end();
  return found;
}

/** The tool on a store with many badges beside the tool on one with none, with a rule in both courses. */
async function besideEmpty(platform: MoodleLike, store: TestStore, badges: number) {
  const full = await install(platform, store, `${badges} badges`, './laurel-process.ts');
  const empty = await install(platform, store, 'no badge', './laurel-process.ts');
  for (const { process } of [full, empty]) await process.tell({ do: 'rule' });
  await addBadges(store, full.database, badges);
  await measureLaunches(platform, [full, empty]);
  for (const each of [full, empty]) console.log(tellOf(each));
  for (const { process } of [full, empty]) process.end();
  const growth = median(full.waits) / median(empty.waits);
  return { badges, waitMs: median(full.waits), growth, growthCpu: ratioOf(full, empty) };
}

const rounded = (found: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(found).map(([name, value]) => [name, Number(value.toFixed(2))]),
  );

export default async function bench([badges]: readonly string[]): Promise<object> {
  const store = await startTestStore();
  const platform = await startMoodleLike({ learners: 40 });
  try {
    if (badges !== undefined) return rounded(await besideEmpty(platform, store, Number(badges)));
    const counts = await countCommands();
    console.log(`${counts.commands} commands to the store, ${counts.commandsWithRule} with a rule`);
    return { ...counts, ...rounded(await besideLtijs(platform, store)) };
  } finally {
    await platform.close();
    await store.close();
  }
}
