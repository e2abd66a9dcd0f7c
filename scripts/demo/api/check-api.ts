import { rm } from 'node:fs/promises';
import { personIdOf } from '../../../src/people/index.js';
import { SCOPES } from '../../../src/oauth/index.js';
import { createBrowser } from '../../../test/support/lms/index.js';
import { mapAssessment, until } from '../check.js';
import { makeTemporaryStore } from '../temporary-store.js';
import { register, startTool, type DemoWorld } from '../world.js';
import { createCaller, type ApiCaller } from './call.js';
import { giveToMany } from './give.js';
import { importSamples, type ImportReport } from './import.js';
import { receive, type WebhookReport } from './receive.js';
import { sendToBackpack } from './send.js';

/** What the check of the programmatic side saw; its problems are told beside it. */
export interface ApiReport {
  readonly awards: number;
  readonly webhooks: WebhookReport;
  readonly imports: ImportReport;
  readonly backpack: boolean;
  readonly clr: boolean;
}

/** How many learners the course has, and awards are given. */
export const MANY = 1_000;
const LEARNER = 'learner1';

/** A badge that can be earned in a course, by its teacher's own clicks. @returns its rule and course */
async function activateBadge(world: DemoWorld, api: ApiCaller) {
  const [moodle] = world.platforms;
  if (moodle === undefined) throw new Error('there is no platform');
  await mapAssessment(createBrowser(), moodle, world.laurel.settings.publicUrl);
  const [rule] = await until('the rule', async () => {
    const { data } = await api.json<{ data: { id: string; courseId: string }[] }>('GET', '/rules');
    return data.length > 0 ? data : null;
  });
  if (rule === undefined) throw new Error('no rule is active');
  return { rule, moodle };
}

/** A signed record over the badges of one learner, verified as any verifier would. */
async function makeRecord(api: ApiCaller, world: DemoWorld, personId: string): Promise<boolean> {
  const { id } = await api.json<{ id: string }>('POST', '/records', { personId });
  const file = await api.text(`/records/${id}/files/json`);
  const found = await world.laurel.credentials.verify(file);
  return found.kind === 'learner-record' && found.verdict === 'valid';
}

/** A second Laurel, which the other platform knows: somebody's backpack. */
async function sendElsewhere(world: DemoWorld, logLevel: string): Promise<boolean> {
  const [moodle, canvas] = world.platforms;
  if (moodle === undefined || canvas === undefined) throw new Error('there is no platform');
  const folder = await makeTemporaryStore();
  const second = await startTool(folder, logLevel, 0);
  try {
    const platform = await register(second, 'canvas', canvas.lms);
    return await sendToBackpack(
      { laurel: world.laurel, platform: moodle, as: LEARNER },
      { laurel: second, platform, as: LEARNER },
    );
  } finally {
    await second.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The programmatic side, without a person: a badge for a thousand by one file, webhooks to a receiver that fails half of the
 * time, every sample of another system's files, a badge sent to a second Laurel, and a learner's record.
 */
export async function checkApi(world: DemoWorld, logLevel: string): Promise<ApiReport> {
  const { secret } = await world.laurel.oauth.make({
    name: 'Demo',
    scopes: SCOPES,
    platformId: null,
    deploymentId: null,
    days: 1,
    actor: 'operator',
  });
  const api = createCaller(world.laurel.settings.publicUrl, secret);
  const receiving = await receive(api);
  try {
    const { rule, moodle } = await activateBadge(world, api);
    const learners = moodle.lms.course.people.filter(({ username }) => /^learner/.test(username));
    const awards = await giveToMany(
      api,
      rule.id,
      learners.map(({ sub }) => sub),
    );
    const imports = await importSamples(api, rule.courseId);
    const backpack = await sendElsewhere(world, logLevel);
    const personId = personIdOf(moodle.platformId, moodle.lms.person(LEARNER).sub);
    const clr = await makeRecord(api, world, personId);
    return { awards, webhooks: await receiving.report(), imports, backpack, clr };
  } finally {
    await receiving.close();
  }
}
