import { describe, expect, it } from 'vitest';
import { createBrowser, formsOf, type IdTokenDraft, launch } from '../support/lms/index.js';
import { laurel, moodle, platformId, useLaunches } from './use-launches.js';

useLaunches();

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/';

const seconds = () => Math.floor(Date.now() / 1000);

/** Launches with an id_token changed on the way; gives what the person sees. */
async function launchWith(change: (draft: IdTokenDraft) => void) {
  moodle.onIdToken = (draft) => {
    change(draft);
    return draft;
  };
  const { response } = await launch(moodle, { as: 'teacher' });
  return response;
}

function withClaims(changes: Record<string, unknown>) {
  return (draft: IdTokenDraft) => {
    Object.assign(draft.claims, changes);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) delete draft.claims[name];
    }
  };
}

describe('a launch (OIDC Core 3.1.3.7; IMS Security 1.1, 5.1; LTI 1.3 Core, 5.3)', () => {
  it('comes through when nothing is wrong', async () => {
    expect((await launchWith(() => undefined)).status).toBe(200);
  });

  it.each<[string, (draft: IdTokenDraft) => void, string]>([
    ['alg none', (draft) => (draft.signWith = 'none'), 'does not prove'],
    ['alg HS256 with the public key', (draft) => (draft.signWith = 'hs256'), 'does not prove'],
    ['a foreign key', (draft) => (draft.signWith = 'foreign'), 'does not prove'],
    ['another issuer', withClaims({ iss: 'https://evil.example' }), 'does not prove'],
    ['another audience', withClaims({ aud: 'other' }), 'made for another tool'],
    ['no audience', withClaims({ aud: undefined }), 'made for another tool'],
    ['several audiences without azp', withClaims({ aud: ['a', 'b'] }), 'made for another tool'],
    ['another azp', withClaims({ azp: 'other' }), 'made for another tool'],
    ['no nonce', withClaims({ nonce: undefined }), 'does not belong to the login'],
    ['a foreign nonce', withClaims({ nonce: 'x' }), 'does not belong to the login'],
    ['no iat', withClaims({ iat: undefined }), 'does not prove'],
    ['no exp', withClaims({ exp: undefined }), 'does not prove'],
    ['an exp a minute ago', withClaims({ exp: seconds() - 120 }), 'took too long'],
    ['an iat in the future', withClaims({ iat: seconds() + 120 }), 'differ by more than a minute'],
    ['an iat long ago', withClaims({ iat: seconds() - 600 }), 'differ by more than a minute'],
    ['no sub', withClaims({ sub: undefined }), 'did not say who you are'],
    ['no message type', withClaims({ [`${CLAIM}message_type`]: undefined }), '“message_type”'],
    ['no version', withClaims({ [`${CLAIM}version`]: undefined }), '“version”'],
    ['another version', withClaims({ [`${CLAIM}version`]: '1.1' }), '“version”'],
    ['no deployment', withClaims({ [`${CLAIM}deployment_id`]: undefined }), '“deployment_id”'],
    ['no target', withClaims({ [`${CLAIM}target_link_uri`]: undefined }), '“target_link_uri”'],
    [
      'a target elsewhere',
      withClaims({ [`${CLAIM}target_link_uri`]: 'https://evil.example/' }),
      'leads to another site',
    ],
    ['no roles', withClaims({ [`${CLAIM}roles`]: undefined }), '“roles”'],
    ['roles that are no list', withClaims({ [`${CLAIM}roles`]: 'Learner' }), '“roles”'],
    ['no resource link', withClaims({ [`${CLAIM}resource_link`]: undefined }), '“resource_link”'],
    ['no context', withClaims({ [`${CLAIM}context`]: undefined }), 'inside a course'],
  ])('with %s is refused in words, with a reference', async (_what, change, words) => {
    const before = laurel.launches.length;
    const response = await launchWith(change);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.text).toContain(words);
    const reference = response.headers.get('x-request-id') ?? '-';
    expect(response.text).toContain(reference);
    const line = laurel.lines.find((one) => one.includes(reference));
    expect(line).toMatch(/"event":"request".*"status":4\d\d.*"code":"/);
    expect(line).not.toMatch(/eyJ/);
    expect(laurel.launches).toHaveLength(before);
  });

  it('by an issuer that is the registered one but for a slash says which is registered', async () => {
    const { issuer } = (await laurel.lti.platforms.find(platformId))!;
    const response = await launchWith(withClaims({ iss: `${issuer}/` }));
    expect(response.status).toBe(403);
    expect(response.text).toContain(`registered here as “${issuer}”.`);
  });

  it('by an unknown deployment waits, and comes through when it is approved', async () => {
    const change = withClaims({ [`${CLAIM}deployment_id`]: 'other' });
    const waiting = await launchWith(change);
    expect(waiting.status).toBe(403);
    expect(waiting.text).toContain('nobody here has approved yet');
    await laurel.lti.deployments.setStatus(platformId, 'other', 'approved');
    expect((await launchWith(change)).status).toBe(200);
    await laurel.lti.deployments.setStatus(platformId, 'other', 'refused');
    expect((await launchWith(change)).status).toBe(403);
  });

  it('is taken once: the same id_token and state again are refused', async () => {
    const { idToken, state, browser, redirectUri } = await launch(moodle, { as: 'teacher' });
    const again = await browser.post(redirectUri, { id_token: idToken, state });
    expect(again.status).toBe(401);
    expect(again.text).toContain('used already');
  });

  it('is taken once when two arrive at the same time', async () => {
    const browser = createBrowser();
    const { url, fields } = moodle.startLaunch({ as: 'teacher' });
    await browser.get(`${moodle.baseUrl}/act-as?user=teacher&next=/style.css`);
    const page = await browser.post(url, fields);
    const value = (name: string) =>
      new RegExp(`name="${name}"[^>]*value="([^"]+)"`).exec(page.text)?.[1] ?? '';
    const form = { id_token: value('id_token'), state: value('state') };
    expect(form.id_token).not.toBe('');
    const headers = { cookie: cookieHeader(browser.cookies(laurel.url)) };
    const statuses = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const body = new URLSearchParams(form);
        const to = `${laurel.url}/lti/launch`;
        return (await fetch(to, { method: 'POST', body, headers, redirect: 'manual' })).status;
      }),
    );
    expect(statuses.sort()).toEqual([303, 401, 401, 401]);
  });

  it('with an old id_token under a fresh state is refused', async () => {
    const { idToken } = await launch(moodle, { as: 'teacher' });
    const browser = createBrowser();
    const { url, fields } = moodle.startLaunch({ as: 'teacher' });
    const login = await browser.request(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    const state = new URL(login.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const answer = await browser.post(`${laurel.url}/lti/launch`, { id_token: idToken, state });
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('does not belong to the login');
  });

  it('in a browser that did not begin the login opens no session by itself (login CSRF)', async () => {
    const { idToken, state } = await signedButNotSent();
    const victim = createBrowser();
    const answer = await victim.post(`${laurel.url}/lti/launch`, { id_token: idToken, state });
    // It asks who they are instead: a person sees somebody else's name.
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`Continue as ${moodle.person('teacher').name}`);
    expect(victim.cookies(laurel.url)).toEqual({});
    expect((await victim.get(`${laurel.url}/here`)).status).toBe(401);
  });

  it.each([
    ['of another login', (state: string) => `state${'b'.repeat(state.length)}`, 's:x.y'],
    ['unsigned', (state: string) => `state${state}`, 'issuer'],
    ['signed by another', (state: string) => `state${state}`, 's:issuer.c2lnbmF0dXJl'],
  ])('with a state cookie that is %s opens no session by itself', async (_what, name, value) => {
    const { idToken, state } = await signedButNotSent();
    const victim = createBrowser();
    victim.plant(laurel.url, name(state), encodeURIComponent(value));
    const answer = await victim.post(`${laurel.url}/lti/launch`, { id_token: idToken, state });
    expect(answer.text).toContain('Continue as');
    expect((await victim.get(`${laurel.url}/here`)).status).toBe(401);
  });

  it.each<[string, string, string]>([
    ['state=a b', 'state=a%20b', 'application/x-www-form-urlencoded'],
    ['a state that is an operator', '{"state":{"$ne":null}}', 'application/json'],
    [
      'an id_token that is an operator',
      `{"state":"${'a'.repeat(50)}","id_token":{"$gt":""}}`,
      'application/json',
    ],
    ['a nested state', 'state[$ne]=x&id_token=y', 'application/x-www-form-urlencoded'],
    ['two states', 'state=a&state=b&id_token=y', 'application/x-www-form-urlencoded'],
    ['no body', '', 'text/plain'],
    ['broken JSON', '{"state":', 'application/json'],
    ['an oversized body', `id_token=${'x'.repeat(600_000)}`, 'application/x-www-form-urlencoded'],
  ])('made of %s is answered 4xx by a process that stays up', async (_what, body, type) => {
    for (const path of ['/lti/launch', '/lti/anything', '/lti/continue', '/lti/login']) {
      const answer = await fetch(`${laurel.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': type, origin: laurel.url },
        body,
      });
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
      expect(answer.status, path).toBeLessThan(500);
    }
    expect((await fetch(`${laurel.url}/lti/keys`)).status).toBe(200);
  });

  it('with an error from the platform says so', async () => {
    const answer = await createBrowser().post(`${laurel.url}/lti/launch`, {
      error: 'login_required',
      state: 'a'.repeat(50),
    });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Sign in at your learning platform');
  });
});

/** What the platform would have a browser post, kept from being posted: the login is not used up. */
async function signedButNotSent() {
  const browser = createBrowser();
  const { url, fields } = moodle.startLaunch({ as: 'teacher' });
  await browser.get(`${moodle.baseUrl}/act-as?user=teacher&next=/style.css`);
  const [form] = formsOf(await browser.post(url, fields));
  return { idToken: form?.fields['id_token'] ?? '', state: form?.fields['state'] ?? '' };
}

function cookieHeader(cookies: Record<string, string>): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}
