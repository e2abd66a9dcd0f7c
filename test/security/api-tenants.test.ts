import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/api/http/endpoint.js';
import { omitUndefined } from '../../src/base/index.js';
import { SCOPES } from '../../src/oauth/index.js';
import {
  startCanvasLike,
  startMoodleLike,
  type CanvasLike,
  type MoodleLike,
} from '../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { bodyWith, kindsOf, pathWith, SAMPLES, type Victim } from './api-samples.js';
import { changesBetween, dump } from './dump.js';
import { openTenant, register, setUpBadge } from './two-courses.js';

const NAME = 'Known to its own tenant alone';
let laurel: TestLaurel;
let moodle: MoodleLike;
let canvas: CanvasLike;
let victim: Victim;
const tokens = new Map<string, string>();

async function makeToken(platformId: string | null, deploymentId: string | null): Promise<string> {
  const order = { name: 'test', scopes: SCOPES, platformId, deploymentId, days: 1 };
  return (await laurel.oauth.make({ ...order, actor: 'operator' })).secret;
}

async function makeClientsToken(platformId: string): Promise<string> {
  const order = { name: 'test', scopes: SCOPES, platformId, deploymentId: null, keys: null };
  const { client, secret = '' } = await laurel.oauth.clients.make({ ...order, actor: 'operator' });
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.id,
    client_secret: secret,
  });
  const answer = await fetch(`${laurel.url}/oauth/token`, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

beforeAll(async () => {
  laurel = await startTestLaurel({ env: { API_CALLS_A_MINUTE: '100000' } });
  moodle = await startMoodleLike();
  canvas = await startCanvasLike();
  const canvasTool = canvas.registerTool({ url: laurel.url });
  const canvasId = await register(laurel, canvas, canvasTool);
  const tenant = openTenant(laurel, canvas, canvasId, canvasTool);
  victim = { laurel, tenant, ids: await setUpBadge(laurel, tenant, NAME) };
  const moodleTool = moodle.registerTool({ url: laurel.url });
  const moodleId = await register(laurel, moodle, moodleTool);
  await openTenant(laurel, moodle, moodleId, moodleTool).enter('teacher');
  const again = canvas.deploy(canvasTool);
  await openTenant(laurel, canvas, canvasId, again).enter('teacher');
  tokens.set('its owner', await makeToken(canvasId, canvasTool.deploymentId));
  tokens.set('its platform', await makeToken(canvasId, null));
  tokens.set('another platform', await makeToken(moodleId, null));
  tokens.set('another deployment', await makeToken(canvasId, again.deploymentId));
  tokens.set('a client of another platform', await makeClientsToken(moodleId));
});
afterAll(async () => {
  await Promise.all([moodle.close(), canvas.close()]);
  await laurel.close();
});

async function send(endpoint: Endpoint, whose: string) {
  const body = await bodyWith(victim, endpoint);
  const answer = await fetch(
    `${laurel.url}/api/v1${await pathWith(victim, endpoint)}`,
    omitUndefined({
      method: endpoint.method.toUpperCase(),
      headers: omitUndefined({
        authorization: `Bearer ${tokens.get(whose) ?? ''}`,
        'content-type': body === undefined ? undefined : 'application/json',
        'if-match': endpoint.needsIfMatch === true ? '"1"' : undefined,
      }),
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
  );
  return { status: answer.status, text: await answer.text() };
}

const withIds = () => laurel.api.endpoints.filter((each) => kindsOf(each).length > 0);
/** A platform is its deployments’ as well. */
const isShared = (whose: string, endpoint: Endpoint) =>
  whose === 'another deployment' && kindsOf(endpoint).join() === 'platforms';
const isOfPeople = (endpoint: Endpoint) =>
  kindsOf(endpoint).some((kind) => kind === 'people' || kind === 'records');

describe('the endpoints of the API', () => {
  it('name only kinds of things that the victim has', () => {
    const kinds = new Set(withIds().flatMap(kindsOf));
    expect([...kinds].filter((kind) => !(kind in SAMPLES))).toEqual([]);
    expect(kinds.size).toBeGreaterThan(5);
  });

  it('show each of them to the victim’s own tokens', async () => {
    const wrong: string[] = [];
    for (const endpoint of withIds()) {
      if (endpoint.method !== 'get') continue;
      // People are a platform's, and no deployment's.
      const { status } = await send(endpoint, isOfPeople(endpoint) ? 'its platform' : 'its owner');
      if (status !== 200) wrong.push(`${endpoint.id}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe.each(['another platform', 'another deployment', 'a client of another platform'])(
  'a token of %s',
  (whose) => {
    it('is answered 404 wherever a thing of the victim is named, and changes nothing', async () => {
      const before = await dump(laurel);
      const wrong: string[] = [];
      for (const endpoint of withIds()) {
        if (isShared(whose, endpoint)) continue;
        const { status, text } = await send(endpoint, whose);
        const isNoTenant = isOfPeople(endpoint) && whose === 'another deployment';
        const expected = isNoTenant ? [403, 404] : [404];
        if (!expected.includes(status)) wrong.push(`${endpoint.id}: ${status} ${text}`);
        if (text.includes(NAME)) wrong.push(`${endpoint.id} tells of it`);
      }
      expect(wrong).toEqual([]);
      expect(changesBetween(before, await dump(laurel)).filter(isOfTenant)).toEqual([]);
    });

    it('sees nothing of it in any list, and changes nothing by what a body names', async () => {
      const { ids, tenant } = victim;
      const before = await dump(laurel);
      const wrong: string[] = [];
      for (const endpoint of laurel.api.endpoints.filter((each) => kindsOf(each).length === 0)) {
        const { text } = await send(endpoint, whose);
        for (const secret of [ids.awardId, ids.ruleId, NAME])
          if (text.includes(secret)) wrong.push(`${endpoint.id}: ${secret}`);
        const isOther = whose !== 'another deployment';
        if (isOther && text.includes(tenant.platformId)) wrong.push(`${endpoint.id}: platform`);
      }
      expect(wrong).toEqual([]);
      const after = await dump(laurel);
      const touched = changesBetween(before, after).filter((key) => before.has(key));
      expect(touched.filter(isOfTenant)).toEqual([]);
    });
  },
);

/** A call is written down as its caller's own: audit log, when a token was used, how often it called. */
const isOfTenant = (key: string) => !/^(audit|api_|oauth_|limits)/.test(key);
