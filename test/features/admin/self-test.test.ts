import { afterEach, describe, expect, it } from 'vitest';
import { launch, startMoodleLike } from '../../support/lms/index.js';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import {
  canvas,
  enterAs,
  laurel,
  moodle,
  type Platform,
  register,
  registered,
  useOperator,
} from './use-operator.js';

useOperator();

describe('the self-test', () => {
  const test = async (platform: Platform, id: string) => {
    const browser = await enterAs(platform, 'admin');
    return (await browser.get(`${laurel.url}/admin/platforms/${id}/self-test`)).text;
  };

  it.each(['moodle', 'canvas'] as const)(
    'is green at a %s-like platform after a launch',
    async (kind) => {
      const platform = kind === 'moodle' ? moodle : canvas;
      await launch(platform, { as: 'teacher' });
      const text = await test(platform, registered[kind].id);
      expect(text).toContain('Everything works.');
      expect(text).not.toContain('does not work');
      expect(text).toContain('The platform publishes one key.');
      expect(text).not.toMatch(/\{\w+\}/);
    },
  );

  it('says “not yet testable” before the first launch in a course', async () => {
    const fresh = await startMoodleLike();
    try {
      const { id } = await register(fresh);
      const { browser: operator } = await enterAsOperator(laurel);
      const { text } = await operator.get(`${laurel.url}/admin/platforms/${id}/self-test`);
      expect(text).toContain('not yet testable');
      expect(text).toContain('Open Laurel once in a course');
    } finally {
      await fresh.close();
    }
  });
});

describe('the self-test of what cannot be told yet', () => {
  it('is not green while a tool is registered and nobody has opened it: Moodle keeps it “Pending”', async () => {
    const fresh = await startMoodleLike();
    try {
      const { id, tool } = await register(fresh);
      await laurel.lti.deployments.ensure({
        platformId: id,
        deploymentId: tool.deploymentId,
        status: 'approved',
        frameOrigins: [],
        firstSeenAt: new Date(),
      });
      const { browser: operator } = await enterAsOperator(laurel);
      const { text } = await operator.get(`${laurel.url}/admin/platforms/${id}/self-test`);
      expect(text).not.toContain('Everything works.');
      expect(text).toContain('press “Activate” if the tool is “Pending”');
    } finally {
      await fresh.close();
    }
  });

  it('takes a cookie for proof where the page is in a frame, not in a window of its own', async () => {
    const browser = await enterAs(moodle, 'admin');
    const at = `${laurel.url}/admin/platforms/${registered.moodle.id}/self-test`;
    const row = async (destination: string) =>
      (await browser.get(at, { headers: { 'sec-fetch-dest': destination } })).text;
    expect(await row('iframe')).toContain('keeps Laurel’s cookie in the frame');
    expect(await row('document')).toContain('not open in the platform’s frame');
  });
});

describe('the self-test with a fault planted', () => {
  /** What the page says is wrong, and what to do about it. */
  async function faultsOf(id: string): Promise<string> {
    const { browser: operator } = await enterAsOperator(laurel);
    const { text } = await operator.get(`${laurel.url}/admin/platforms/${id}/self-test`);
    const rows = [...text.matchAll(/<tr><th scope="row">[\s\S]*?<\/tr>/g)].map(([row]) => row);
    return rows
      .filter((row) => row.includes('does not work'))
      .join('\n')
      .replace(/<[^>]+>/g, ' ');
  }
  const id = () => registered.moodle.id;
  const change = (changes: object) => laurel.lti.platforms.change(id(), changes);

  afterEach(async () => {
    const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = registered.moodle.tool;
    await change({ issuer, clientId, authorizationUrl, tokenUrl, jwksUrl });
    moodle.faults.clear();
  });

  it('says nothing without one', async () => {
    await launch(moodle, { as: 'teacher' });
    expect(await faultsOf(id())).toBe('');
  });

  it.each<[string, () => unknown, string]>([
    [
      'a wrong client ID',
      () => change({ clientId: 'other' }),
      'check the authentication request URL, the client ID',
    ],
    [
      'a wrong sign-in address',
      () => change({ authorizationUrl: `${moodle.baseUrl}/nothing` }),
      'check the authentication request URL',
    ],
    [
      'a wrong key set address',
      () => change({ jwksUrl: `${moodle.baseUrl}/nothing` }),
      'Copy the public keyset URL',
    ],
    [
      'a key set nobody serves',
      () => change({ jwksUrl: 'http://127.0.0.1:9/jwks' }),
      'firewall, DNS',
    ],
    [
      'a private address',
      () => change({ jwksUrl: 'https://10.0.0.1/jwks' }),
      'ALLOW_PRIVATE_HOSTS',
    ],
    [
      'a wrong token address',
      () => change({ tokenUrl: 'http://127.0.0.1:9/token' }),
      'Check the access token URL',
    ],
    [
      'a gradebook that fails',
      () => moodle.faults.add({ kind: 'html', match: '/lineitems' }),
      'Try again in a minute',
    ],
    [
      'a roster that is refused',
      () => moodle.faults.add({ kind: 'unauthorized401', match: '/memberships' }),
      'names and roles',
    ],
    [
      'a scope that was cut',
      () =>
        Object.assign(registered.moodle.tool.settings, {
          scopes: registered.moodle.tool.settings.scopes.filter((one) => !one.includes('nrps')),
        }),
      'IMS LTI Names and Role Provisioning',
    ],
    [
      'a roster whose token was good a moment ago',
      () =>
        Object.assign(registered.moodle.tool.settings, {
          scopes: registered.moodle.tool.settings.scopes.filter((one) => !one.includes('nrps')),
        }),
      'The roster of',
    ],
    [
      'grade sync without column management',
      () =>
        Object.assign(registered.moodle.tool.settings, {
          scopes: registered.moodle.tool.settings.scopes.filter(
            (one) => !one.endsWith('scope/lineitem'),
          ),
        }),
      '“Use this service for grade sync and column management”',
    ],
    [
      'a Moodle that may not fetch our keys',
      () => Object.assign(registered.moodle.tool.settings, { jwksUrl: 'http://127.0.0.1:9/keys' }),
      'cURL blocked hosts list',
    ],
    [
      'a deployment that waits',
      () => laurel.lti.deployments.setStatus(id(), registered.moodle.tool.deploymentId, 'waiting'),
      'Approve or refuse',
    ],
  ])('names the fix for %s', async (_what, plant, fix) => {
    const { settings } = registered.moodle.tool;
    const { jwksUrl } = settings;
    const scopes = [...settings.scopes];
    await plant();
    try {
      expect(await faultsOf(id())).toContain(fix);
    } finally {
      Object.assign(settings, { scopes, jwksUrl });
      await laurel.lti.deployments.setStatus(id(), registered.moodle.tool.deploymentId, 'approved');
    }
  });
});
