import { afterAll, beforeAll } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import { startMoodleLike, type MoodleLike } from '../../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openHome } from '../../security/open-home.js';
import { openTenant, register, setUpBadge, type Visitor } from '../../security/two-courses.js';
import {
  answerConsent,
  registerForeign,
  requestOf,
  REDIRECT,
  type ForeignApp,
} from './use-hosts.js';

export const clock = createTestClock(new Date());
export let laurel: TestLaurel;
/** A learner with a badge, and another who attacks. */
export let ada: Visitor;
export let mallory: Visitor;

/** One Laurel with two homes. */
export function useOneHost(): void {
  let moodle: MoodleLike;
  beforeAll(async () => {
    // Another file of this worker may have moved it.
    clock.set(new Date());
    moodle = await startMoodleLike();
    laurel = await startTestLaurel({ clock });
    const tool = moodle.registerTool({ url: laurel.url });
    const tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
    await setUpBadge(laurel, tenant, 'Data analysis');
    ada = await openHome(laurel, tenant, 'learner1', 'ada@life.example');
    mallory = await openHome(laurel, tenant, 'learner2', 'mallory@life.example');
  }, 120_000);
  afterAll(async () => {
    await laurel.close();
    await moodle.close();
  });
}

const basic = ({ client, secret }: ForeignApp): string =>
  `Basic ${Buffer.from(`${client.client_id}:${secret}`).toString('base64')}`;

/** What an app's own server sends to the token endpoint. */
export async function askToken(app: ForeignApp, fields: Record<string, string>) {
  const answer = await fetch(`${laurel.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: basic(app) },
    body: new URLSearchParams(fields),
  });
  type Body = { access_token: string; refresh_token: string; error: string; scope: string };
  return { status: answer.status, ...((await answer.json()) as Partial<Body>) };
}

/** A code that a person's consent gave. */
export async function openCode(visitor = ada, scope?: string) {
  const app = await registerForeign(laurel, scope);
  const { url, verifier } = requestOf(app, scope);
  const back = await answerConsent(laurel, visitor.browser, url);
  return { app, code: back.searchParams.get('code') ?? '', verifier, back };
}

export const exchange = (app: ForeignApp, code: string, verifier: string) =>
  askToken(app, {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: REDIRECT,
  });

export const refresh = (app: ForeignApp, token = '') =>
  askToken(app, { grant_type: 'refresh_token', refresh_token: token });

/** An app with tokens. */
export async function openTokens(visitor = ada, scope?: string) {
  const { app, code, verifier } = await openCode(visitor, scope);
  const { access_token: access = '', refresh_token: long } = await exchange(app, code, verifier);
  return { app, code, verifier, access, long };
}
