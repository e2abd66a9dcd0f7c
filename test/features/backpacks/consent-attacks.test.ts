import { describe, expect, it } from 'vitest';
import { tokens } from '../../interop/ob-api.js';
import { formsOf } from '../../support/lms/index.js';
import {
  ALL,
  answerConsent,
  callHost,
  registerForeign,
  requestOf,
  REDIRECT,
  SCOPE,
} from './use-hosts.js';
import {
  ada,
  askToken,
  clock,
  exchange,
  laurel,
  mallory,
  openCode,
  openTokens,
  refresh,
  useOneHost,
} from './use-one-host.js';

useOneHost();

const opens = async (token: string): Promise<number> =>
  (await callHost(laurel, '/profile', token)).status;
const grants = () => laurel.connection.collection('oauth_grants').countDocuments();

describe('a request for consent', () => {
  it('that leads elsewhere than was registered sends nobody anywhere', async () => {
    const app = await registerForeign(laurel);
    const elsewhere = ['https://evil.example/back', 'javascript:alert(1)', '//evil.example'];
    for (const address of [...elsewhere, `${REDIRECT}/more`, `${REDIRECT}?a=1`, `${REDIRECT}/`]) {
      const { url } = requestOf(app);
      url.searchParams.set('redirect_uri', address);
      const page = await ada.browser.request(url.href);
      expect([page.status, page.headers.get('location')]).toEqual([400, null]);
      expect(page.text).not.toContain('evil.example');
    }
  });

  it.each<[string, string, string | null, string]>([
    ['without PKCE', 'code_challenge', null, 'invalid_request'],
    ['with PKCE in clear', 'code_challenge_method', 'plain', 'invalid_request'],
    ['with PKCE of no method', 'code_challenge_method', null, 'invalid_request'],
    ['without state', 'state', null, 'invalid_request'],
    ['without a scope that there is', 'scope', 'everything', 'invalid_scope'],
    ['for a token', 'response_type', 'token', 'unsupported_response_type'],
  ])(
    '%s is told to the person, who is sent on by a click alone',
    async (_w, name, value, error) => {
      const { url } = requestOf(await registerForeign(laurel));
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
      const page = await ada.browser.request(url.href);
      expect([page.status, page.headers.get('location')]).toEqual([400, null]);
      expect(page.text.replaceAll('&#x3D;', '=')).toContain(`error=${error}`);
      expect(formsOf(page).filter(({ action }) => action.endsWith('/authorize'))).toEqual([]);
    },
  );

  it('is framed by nobody, kept by no cache, and shows what an app says of itself as text', async () => {
    const app = await registerForeign(laurel);
    await laurel.connection
      .collection('oauth_apps')
      .updateOne({ _id: app.client.client_id as never }, { $set: { name: '<img src=x>' } });
    const { url } = requestOf(app);
    const signedOut = await fetch(url);
    const pages = [await ada.browser.request(url.href), { headers: signedOut.headers, text: '' }];
    for (const { headers, text } of pages) {
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
      expect(text).not.toContain('<img src=x');
    }
    // Where its answer leads, and nowhere else.
    const policy = pages[0]?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`form-action 'self' ${new URL(REDIRECT).origin};`);
    // A page that forbids to tell where one comes from would make browsers send "Origin: null" with its form.
    expect(pages[0]?.headers.get('referrer-policy')).toBe('same-origin');
  });

  it('is answered by its person’s own click: another site’s form, a token of another, none', async () => {
    const { url } = requestOf(await registerForeign(laurel));
    const fields = formsOf(await ada.browser.get(url.href)).find(({ action }) =>
      action.endsWith('/home/authorize'),
    )?.fields;
    const before = await grants();
    const send = (more: Record<string, string>, headers: Record<string, string>) =>
      ada.browser.request(`${laurel.url}/home/authorize`, {
        method: 'POST',
        body: new URLSearchParams({ ...fields, do: 'allow', ...more }),
        headers,
      });
    const own = { origin: laurel.url };
    const answers = [
      await send({ _csrf: '' }, own),
      await send({ _csrf: mallory.csrf }, own),
      await send({}, { origin: 'https://evil.example' }),
      await send({}, { ...own, 'sec-fetch-site': 'cross-site' }),
      await send({}, { origin: 'null' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect(await grants()).toBe(before);
    // What was changed in the form is read anew: more than was registered, or another way back.
    const changed = await send({ redirect_uri: 'https://evil.example/' }, own);
    expect([changed.status, changed.headers.get('location')]).toEqual([400, null]);
    const other = await send({ code_challenge_method: 'plain' }, own);
    expect([other.status, other.headers.get('location')]).toEqual([400, null]);
    expect(await grants()).toBe(before);
  });
});

describe('an authorization code', () => {
  it('comes with state, scope and issuer, is good once; who brings it again ends what it gave', async () => {
    const { app, code, verifier, back } = await openCode();
    expect(back.searchParams.get('scope')).toBe(ALL);
    expect(back.searchParams.get('iss')).toBe(laurel.url);
    const { status, ...first } = await exchange(app, code, verifier);
    expect([status, tokens.safeParse(first).success]).toEqual([200, true]);
    expect(await opens(first.access_token ?? '')).toBe(200);
    expect(await exchange(app, code, verifier)).toMatchObject({
      status: 400,
      error: 'invalid_grant',
    });
    expect(await opens(first.access_token ?? '')).toBe(401);
    expect((await refresh(app, first.refresh_token)).error).toBe('invalid_grant');
  });

  it('is of its app, of whoever has the verifier, and of one way back', async () => {
    const { app, code, verifier } = await openCode();
    const thief = await registerForeign(laurel);
    expect((await exchange(thief, code, verifier)).error).toBe('invalid_grant');
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT };
    expect((await askToken(app, fields)).error).toBe('invalid_request');
    expect((await exchange(app, code, 'x'.repeat(43))).error).toBe('invalid_grant');
    const again = await openCode();
    const elsewhere = { ...fields, code: again.code, code_verifier: again.verifier };
    const moved = await askToken(again.app, { ...elsewhere, redirect_uri: `${REDIRECT}2` });
    expect(moved.error).toBe('invalid_grant');
  });

  it('is over after ten minutes, or when the person ends it first', async () => {
    const late = await openCode();
    clock.advance(10 * 60_000);
    expect((await exchange(late.app, late.code, late.verifier)).error).toBe('invalid_grant');
    const ended = await openCode();
    const page = await ada.browser.get(`${laurel.url}/home/backpacks`);
    await ada.browser.submit(page, {}, '/home/backpacks/end');
    expect((await exchange(ended.app, ended.code, ended.verifier)).error).toBe('invalid_grant');
  });

  it('of Mallory’s consent is of no use in Ada’s app: each request has its own verifier', async () => {
    const { app, verifier } = await openCode();
    const { url } = requestOf(app);
    const injected = await answerConsent(laurel, mallory.browser, url);
    const code = injected.searchParams.get('code') ?? '';
    expect(code).not.toBe('');
    expect((await exchange(app, code, verifier)).error).toBe('invalid_grant');
  });
});

describe('tokens', () => {
  it('are given to go on with where the person saw that, and else end with their hour', async () => {
    const once = await openTokens(ada, `${SCOPE}profile.readonly`);
    expect([await opens(once.access), once.long]).toEqual([200, undefined]);
    const twice = await openTokens();
    expect([await opens(twice.access), typeof twice.long]).toEqual([200, 'string']);
    clock.advance(3_600_000);
    expect([await opens(once.access), await opens(twice.access)]).toEqual([401, 401]);
    const again = await refresh(twice.app, twice.long);
    expect(await opens(again.access_token ?? '')).toBe(200);
  });

  it('turn with each use; a refresh token that comes back ends all of its consent', async () => {
    const { app, access, long } = await openTokens();
    const second = await refresh(app, long);
    const third = await refresh(app, second.refresh_token);
    expect(await opens(third.access_token ?? '')).toBe(200);
    expect(await refresh(app, long)).toMatchObject({ status: 400, error: 'invalid_grant' });
    for (const each of [access, second.access_token, third.access_token])
      expect(await opens(each ?? '')).toBe(401);
    expect((await refresh(app, third.refresh_token)).error).toBe('invalid_grant');
  });

  it('say less where less is asked for, and never more', async () => {
    const { app, long } = await openTokens(ada, `${SCOPE}profile.readonly offline_access`);
    const fields = { grant_type: 'refresh_token', refresh_token: long ?? '' };
    const more = await askToken(app, { ...fields, scope: `${SCOPE}credential.readonly` });
    expect(more.error).toBe('invalid_scope');
    const less = await askToken(app, { ...fields, scope: `${SCOPE}profile.readonly` });
    expect([less.status, less.scope]).toEqual([200, `${SCOPE}profile.readonly`]);
    expect((await callHost(laurel, '/credentials', less.access_token ?? '')).status).toBe(403);
  });

  it('of another app are of no use, and an app is no client of the REST API', async () => {
    const { access, long } = await openTokens();
    const thief = await registerForeign(laurel);
    expect((await refresh(thief, long)).error).toBe('invalid_grant');
    expect(await opens(access)).toBe(200);
    const self = await askToken(thief, { grant_type: 'client_credentials', scope: 'awards:read' });
    expect(self.error).toBe('unauthorized_client');
    const { secret } = await laurel.oauth.make({
      name: 'Program',
      scopes: ['awards:read'],
      platformId: null,
      deploymentId: null,
      days: 1,
      actor: 'operator',
    });
    expect(await opens(secret)).toBe(401);
  });

  it('are kept as hashes', async () => {
    const { app, access, long, code } = await openTokens();
    const kept = await Promise.all(
      ['oauth_grants', 'oauth_apps', 'audit'].map((name) =>
        laurel.connection.collection(name).find().toArray(),
      ),
    );
    const text = JSON.stringify(kept);
    for (const secret of [access, long, code, app.secret]) expect(text).not.toContain(secret);
  });
});

describe('what a person let an app do', () => {
  it('shows on their page, ends there at once, and is nobody else’s to end', async () => {
    await laurel.connection.collection('oauth_grants').deleteMany({});
    const { app, access, long } = await openTokens();
    const page = await ada.browser.get(`${laurel.url}/home/backpacks`);
    expect(page.text).toContain('Foreign backpack');
    const other = await mallory.browser.get(`${laurel.url}/home/backpacks`);
    expect(other.text).not.toContain('Foreign backpack');
    const end = formsOf(page).find(({ action }) => action.endsWith('/backpacks/end'));
    const stolen = { ...end?.fields, _csrf: mallory.csrf };
    const path = `${laurel.url}/home/backpacks/end`;
    const refused = await mallory.browser.post(path, stolen, { origin: laurel.url });
    expect([refused.status, await opens(access)]).toEqual([404, 200]);
    const done = await ada.browser.submit(page, {}, '/home/backpacks/end');
    expect(done.text).not.toContain('Foreign backpack');
    expect([await opens(access), (await refresh(app, long)).error]).toEqual([401, 'invalid_grant']);
    expect((await ada.browser.post(path, end?.fields ?? {}, { origin: laurel.url })).status).toBe(
      404,
    );
  });

  it('is told with their data', async () => {
    await openTokens();
    const settings = await ada.browser.get(`${laurel.url}/home/settings`);
    const told = await ada.browser.submit(settings, {}, '/home/export');
    const { apps } = JSON.parse(told.text) as { apps: { name: string; scopes: string[] }[] };
    expect(apps.map(({ name }) => name)).toContain('Foreign backpack');
    expect(told.text).not.toContain('lrl_');
  });

  it('keeps the app; one that nobody lets do anything goes after a day', async () => {
    const apps = laurel.connection.collection<{ _id: string; expiresAt: Date }>('oauth_apps');
    const days = async (id: string): Promise<number> => {
      const row = await apps.findOne({ _id: id });
      return ((row?.expiresAt.getTime() ?? 0) - clock.now().getTime()) / 86_400_000;
    };
    const idle = await registerForeign(laurel);
    expect(await days(idle.client.client_id)).toBeCloseTo(1, 2);
    const { app } = await openTokens();
    expect(await days(app.client.client_id)).toBeCloseTo(400, 2);
  });
});
