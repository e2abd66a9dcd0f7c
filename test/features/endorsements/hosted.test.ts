import { describe, expect, it } from 'vitest';
import { createBrowser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import {
  badge,
  clock,
  endorse,
  inviteBy,
  laurel,
  mails,
  prove,
  teacher,
  useEndorsing,
  write,
} from './use-endorsing.js';

useEndorsing();

const PAGE = { headers: { accept: 'text/html' } };
const JSON_LD = { headers: { accept: 'application/json' } };
const publicPage = async (path: string) => (await fetch(`${laurel.url}${path}`, PAGE)).text();
const verifyHere = async (credential: unknown) => {
  const answer = await fetch(`${laurel.url}/api/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ credential }),
  });
  return (await answer.json()) as {
    verdict: string;
    kind: string;
    checks: { name: string; code: string; outcome: string }[];
    endorsed?: { state: string }[];
  };
};
const textIn = async (id: string) =>
  (await fetch(`${laurel.url}/endorsements/${id}`, JSON_LD)).text();

describe('an endorsement that is hosted on behalf of an employer', () => {
  let link = '';
  let given: Awaited<ReturnType<typeof endorse>>;

  it('is invited by a link, which shows the badge and needs no account', async () => {
    link = await inviteBy();
    const { browser, page } = await write(link);
    expect(textOf(page)).toContain('Data analysis');
    expect(textOf(page)).toContain('Version 1');
    // By whoever issues it, and not by the name that a platform's site has for itself.
    expect(textOf(page)).toContain('Example University asks you');
    expect(page.headers.get('referrer-policy')).toBe('strict-origin');
    expect(page.headers.get('cache-control')).toBe('no-store');
    // Nothing is published while the domain is nobody's.
    expect(page.text).not.toContain('/publish');
    const looked = await browser.submit(page, {}, `${new URL(link).pathname}/prove`);
    expect(textOf(looked)).toContain('Not there');
    expect(looked.text).not.toContain('/publish');
  });

  it('is signed once the domain is shown, and the link has ended', async () => {
    clock.advance(10_000);
    given = await endorse(link);
    expect((await createBrowser().get(link)).status).toBe(404);
    const credential = JSON.parse(await textIn(given.id)) as Record<string, unknown>;
    expect(credential).toMatchObject({
      type: ['VerifiableCredential', 'EndorsementCredential'],
      credentialSubject: { id: badge.url, type: ['EndorsementSubject'] },
      issuer: { type: ['Profile'], name: 'Example Works', url: 'https://works.example' },
      credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
    });
    const issuer = (credential['issuer'] as { id: string; description: string }).description;
    expect(issuer).toContain('on behalf of works.example');
  });

  it('is verified by itself, and as a check of the badge that it endorses', async () => {
    const found = await verifyHere(JSON.parse(await textIn(given.id)));
    expect(found.checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(found).toMatchObject({ kind: 'endorsement', verdict: 'valid' });
    const json = await (
      await fetch(`${laurel.url}/credentials/${badge.credentialId}`, JSON_LD)
    ).json();
    expect(JSON.stringify(json)).not.toContain('EndorsementCredential');
    const checked = await verifyHere(json);
    expect(checked.endorsed?.map(({ state }) => state)).toEqual(['valid']);
    expect(checked.checks.find(({ name }) => name === 'endorsement')?.code).toBe(
      'endorsement_valid',
    );
  });

  it('is shown on the pages of the badge, of its achievement and of the endorser, without what a browser would run', async () => {
    const endorser = /href="(\/endorsers\/[\w-]{22})"/;
    const achievement = await publicPage(`/achievements/${badge.achievementId}`);
    const path = endorser.exec(achievement)?.[1] ?? '';
    for (const page of [
      achievement,
      await publicPage(`/credentials/${badge.credentialId}`),
      await publicPage(`/endorsements/${given.id}`),
      await publicPage(path),
    ]) {
      expect(page).toContain('We hire for it.');
      expect(page).toContain('works.example');
      expect(page).not.toMatch(/<img[^>]+onerror|href="javascript:/i);
    }
    const profile = await (await fetch(`${laurel.url}${path}`, JSON_LD)).json();
    expect(profile).toMatchObject({ type: ['Profile'], name: 'Example Works' });
    expect(await publicPage(path)).toContain('hosted here on behalf of works.example');
  });

  it('is in the bundle, with what verifies it away from any network', async () => {
    const credential = await laurel.credentials.get(badge.credentialId);
    const words = { t: (key: string) => key, code: 'en', tag: 'en', dir: 'ltr' } as never;
    const { bytes } = await laurel.credentials.file(credential, 'zip', words);
    const names = Buffer.from(bytes).toString('latin1');
    expect(names).toContain('endorsements/1.json');
    expect(names).toContain('documents/endorsement-1.json');
  });

  it('is hidden and shown again by whoever gives the badge, and stays what it is', async () => {
    const page = await teacher.get(`${laurel.url}/course/endorsements`);
    await teacher.submit(page, {}, `/course/endorsements/${given.id}/hide`);
    clock.advance(60_000);
    expect(await publicPage(`/achievements/${badge.achievementId}`)).not.toContain(
      'We hire for it.',
    );
    expect(JSON.parse(await textIn(given.id))).toMatchObject({ type: expect.any(Array) });
    const again = await teacher.get(`${laurel.url}/course/endorsements`);
    await teacher.submit(again, {}, `/course/endorsements/${given.id}/show`);
    clock.advance(60_000);
    expect(await publicPage(`/achievements/${badge.achievementId}`)).toContain('We hire for it.');
  });

  it('offers its endorser a renewal once the badge has a new version, and says which one it is for', async () => {
    const owner = (await laurel.achievements.get(badge.achievementId)).owner;
    const { content } = await laurel.achievements.getVersion(badge.achievementId, 1);
    const next = { ...content, description: 'Can analyse more data.' };
    await laurel.achievements.newVersion(owner, badge.achievementId, next, 'person:1');
    expect(await publicPage(`/achievements/${badge.achievementId}`)).toContain(
      'It was given for version 1',
    );
    expect(textOf(await teacher.get(`${laurel.url}/course/endorsements`))).toContain(
      'at version 2 now',
    );
    const { browser } = given;
    const page = await browser.get(given.manage);
    expect(textOf(page)).toContain('new version: 2');
    const renewal = await browser.submit(page, {}, '/renew');
    expect(renewal.url).toContain('/endorse/');
    expect(textOf(renewal)).toContain('You endorsed an earlier version');
    const renewed = await endorse(renewal.url);
    const subject = (JSON.parse(await textIn(renewed.id)) as { credentialSubject: { id: string } })
      .credentialSubject.id;
    expect(subject).toBe(badge.url.replace(/1$/, '2'));
    expect(await publicPage(`/achievements/${badge.achievementId}`)).not.toContain(
      'given for version',
    );
  });

  it('is revoked by its endorser for good: verifiers say so, the badge stays valid', async () => {
    const { browser } = given;
    const revoked = await browser.submit(await browser.get(given.manage), {}, '/revoke');
    expect(textOf(revoked)).toContain('You have taken this endorsement back');
    clock.advance(61_000);
    const found = await verifyHere(JSON.parse(await textIn(given.id)));
    expect(found.checks.find(({ name }) => name === 'status')?.code).toBe('revoked');
    expect(await publicPage(`/endorsements/${given.id}`)).toContain(
      'has taken this endorsement back',
    );
    const json = await (
      await fetch(`${laurel.url}/credentials/${badge.credentialId}`, JSON_LD)
    ).json();
    const checked = await verifyHere(json);
    expect(checked).toMatchObject({ verdict: 'valid' });
    expect(checked.endorsed).toBeUndefined();
  });
});

describe('a link to endorse', () => {
  it('is nobody’s to guess, ends when it is taken back, and after its days', async () => {
    const browser = createBrowser();
    for (const guess of ['x', 'A'.repeat(43), '%00'])
      expect((await browser.get(`${laurel.url}/endorse/${guess}`)).status).toBe(404);
    const link = await inviteBy('Withdrawn');
    const page = await teacher.get(`${laurel.url}/course/endorsements`);
    const [, id] = /invitations\/([\w-]{22})\/withdraw/.exec(page.text) ?? [];
    await teacher.submit(page, {}, `/course/endorsements/invitations/${id}/withdraw`);
    expect((await browser.get(link)).status).toBe(404);
    const old = await inviteBy('Too late');
    clock.advance(31 * 86_400_000);
    expect((await browser.get(old)).status).toBe(404);
    clock.set(new Date());
  });

  it('refuses names that are no domain of anybody’s, before anything is asked', async () => {
    const link = await inviteBy('Refused');
    for (const domain of [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '169.254.169.254',
      'printer.local',
      'works.example:8080',
      'works.example/path',
      'user@works.example',
    ])
      expect((await write(link, { domain })).page.status, domain).toBe(422);
  });

  it('is mailed where an address was named, which is not kept', async () => {
    const link = await inviteBy('Mailed', 'hr@works.example');
    await laurel.mail.sendDue();
    expect(JSON.stringify(mails().at(-1))).toContain('hr@works.example');
    const rows = await laurel.store.connection
      .collection('endorsement_invitations')
      .find({ invitee: 'Mailed' })
      .toArray();
    expect(JSON.stringify(rows)).not.toContain('hr@works.example');
    expect(JSON.stringify(rows)).not.toContain(link.split('/').at(-1));
  });

  it('can be declined', async () => {
    const link = await inviteBy('No thanks');
    const browser = createBrowser();
    const page = await browser.submit(await browser.get(link), {}, '/decline');
    expect(textOf(page)).toContain('Nothing is published');
    expect((await browser.get(link)).status).toBe(404);
  });

  it('gives one endorsement, however often and by whom its form is sent', async () => {
    const link = await inviteBy('Twice');
    const { browser, page } = await write(link, { domain: 'twice.example' });
    prove(page);
    clock.advance(10_000);
    const path = new URL(link).pathname;
    const proven = await browser.submit(page, {}, `${path}/prove`);
    const send = () => browser.submit(proven, {}, `${path}/publish`);
    const answers = await Promise.all([send(), send(), send()]);
    const links = answers.map(({ text }) => /id="manage" dir="ltr">([^<]+)</.exec(text)?.[1]);
    expect(new Set(links).size).toBe(1);
    expect(links[0]).toBeDefined();
    // Another browser that had the page open is too late.
    const other = createBrowser();
    expect((await other.get(link)).status).toBe(404);
    const all = laurel.store.connection.collection('endorsements');
    expect(await all.countDocuments({ domain: 'twice.example' })).toBe(1);
  });
});
