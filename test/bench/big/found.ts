import { SCOPES } from '../../../src/oauth/scopes.js';
import { personIdOf } from '../../../src/people/index.js';
import { SAMPLES, type Victim } from '../../security/api-samples.js';
import { openOperator } from '../../security/everybody.js';
import { openHome } from '../../security/open-home.js';
import {
  openTenant,
  register,
  setUpBadge,
  type Tenant,
  type Visitor,
} from '../../security/two-courses.js';
import { startMoodleLike, type MoodleLike } from '../../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openPlace, type Place } from './place.js';
import type { Size } from './size.js';

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

/** What is there after the first course was set up by its doors: who visits, and what has an id. */
export interface World {
  readonly url: string;
  /** The environment of a process that goes on with this store at this address. */
  readonly env: NodeJS.ProcessEnv;
  /** The value of the header Cookie, by who it is. */
  readonly cookies: Readonly<Record<Role, string>>;
  /** Of everything, and of the first platform alone. */
  readonly tokens: { readonly all: string; readonly platform: string };
  readonly course: {
    readonly platformId: string;
    readonly deploymentId: string;
    readonly contextId: string;
  };
  /** Platforms beside the first. */
  readonly others: readonly string[];
  /** One thing of each kind, as the API names them, and what pages need beside these. */
  readonly ids: Readonly<Record<string, string>>;
  readonly userId: string;
}

export type Role = 'teacher' | 'learner' | 'admin' | 'operator' | 'home';

const cookieOf = ({ browser }: Visitor, url: string): string =>
  Object.entries(browser.cookies(url))
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');

async function addOthers({ lti }: TestLaurel): Promise<string[]> {
  const added = ['a', 'b'].map((name) =>
    lti.platforms.add({
      name: `Other ${name}`,
      issuer: `https://lms-${name}.example`,
      clientId: 'bench',
      family: 'moodle',
      authorizationUrl: `https://lms-${name}.example/auth`,
      tokenUrl: `https://lms-${name}.example/token`,
      jwksUrl: `https://lms-${name}.example/jwks`,
      deploymentPolicy: 'admit',
    }),
  );
  return (await Promise.all(added)).map(({ id }) => id);
}

/** Gives every learner but one in twenty a grade, of which nine in ten are enough, and looks at the course. */
async function giveBadges(laurel: TestLaurel, tenant: Tenant, learners: number): Promise<void> {
  const { platform, tool, platformId, course } = tenant;
  for (let at = 2; at <= learners; at += 1)
    if (at % 20 !== 0)
      platform.setGrade(`learner${at}`, tool.link.column!, at % 10 === 3 ? 40 : 90);
  const { deploymentId } = tool;
  await laurel.checks.check({ platformId, deploymentId, contextId: course.contextId });
}

async function makeTokens({ oauth }: TestLaurel, platformId: string) {
  const make = async (within: string | null) => {
    const whose = { platformId: within, deploymentId: null, actor: 'bench' };
    return (await oauth.make({ name: 'bench', scopes: SCOPES, days: 30, ...whose })).secret;
  };
  return { all: await make(null), platform: await make(platformId) };
}

/** Makes the learner's badge and record pages that anybody may open. */
async function showToAll(
  { credentials }: TestLaurel,
  personId: string,
  ids: Readonly<Record<string, string>>,
): Promise<void> {
  await credentials.share(ids['credentials']!, personId, 'public');
  await credentials.records.share(ids['records']!, { personId }, 'link');
}

/**
 * Sets a course up as people do, with a badge that most of its learners earn, and comes in as everybody.
 * @returns its world; nothing runs any more, but for the platform
 */
export async function foundWorld(
  place: Place,
  { learners }: Size,
): Promise<{ readonly world: World; readonly moodle: MoodleLike }> {
  const store = await openPlace(place);
  const env = { ...place.env, MASTER_KEY, LOG_LEVEL: 'error', TRUST_PROXY: '1' };
  const laurel = await startTestLaurel({ store: { ...store, url: '' }, env });
  const moodle = await startMoodleLike({ learners });
  const tool = moodle.registerTool({ url: laurel.url });
  const tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  const ids = await setUpBadge(laurel, tenant, 'Data analysis');
  await giveBadges(laurel, tenant, learners);
  const { platformId } = tenant;
  const visitors = {
    teacher: await tenant.enter('teacher'),
    learner: await tenant.enter('learner1'),
    admin: await tenant.enter('admin'),
    operator: await openOperator(laurel),
    home: await openHome(laurel, tenant),
  };
  const victim: Victim = { laurel, tenant, ids };
  const samples: Record<string, string> = { draft: ids.draftId };
  for (const [kind, sample] of Object.entries(SAMPLES)) samples[kind] = await sample(victim);
  await showToAll(laurel, personIdOf(platformId, ids.userId), samples);
  const { url } = laurel;
  const { deploymentId } = tool;
  const world: World = {
    url,
    env: { ...env, PORT: new URL(url).port, PUBLIC_URL: url },
    cookies: {
      teacher: cookieOf(visitors.teacher, url),
      learner: cookieOf(visitors.learner, url),
      admin: cookieOf(visitors.admin, url),
      operator: cookieOf(visitors.operator, url),
      home: cookieOf(visitors.home, url),
    },
    tokens: await makeTokens(laurel, platformId),
    course: { platformId, deploymentId, contextId: tenant.course.contextId },
    others: await addOthers(laurel),
    ids: { ...samples, person: personIdOf(platformId, ids.userId) },
    userId: ids.userId,
  };
  await laurel.close();
  return { world, moodle };
}
