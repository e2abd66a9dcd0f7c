import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import type { Browser } from '../../support/lms/index.js';
import {
  at,
  badgeOf,
  college,
  issue,
  issuerOf,
  laurel,
  operator,
  school,
  sendForm,
  useIssuers,
} from './use-issuers.js';

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="120" height="120"><circle cx="60" cy="60" r="50" fill="#1f6a4d"/></svg>';
const png = new Resvg(svg).render().asPng();
const typed = {
  name: 'College of Ż',
  url: 'https://college.example/',
  email: 'badges@college.example',
  description: 'A college.',
  identity: 'did:web',
};

useIssuers();

const save = (browser: Browser, page: string, fields: object) =>
  sendForm(browser, page, page, fields);

describe('the operator’s issuer', () => {
  it('begins with the settings, and new badges carry what is saved', async () => {
    const page = await operator.get(at('/issuer'));
    expect(page.text).toContain('value="Example University"');
    const before = await issue();
    const saved = await save(operator, at('/issuer'), {
      ...typed,
      name: 'New University',
      pictureAlt: 'A green dot',
      file: png,
    });
    expect(saved.status, saved.text).toBe(303);
    const after = badgeOf(await issue()).issuer;
    expect(after).toMatchObject({ name: 'New University', email: 'badges@college.example' });
    const shared = await issue();
    await laurel.credentials.share(shared.id, shared.personId, 'link');
    const shown = await fetch(`${laurel.url}/credentials/${shared.id}`, {
      headers: { accept: 'text/html' },
    });
    expect(await shown.text()).toMatch(
      /<img class="school-logo[^"]*" src="\/achievements\/pictures\/[^"]+" alt=""><span><strong><bdi>New University/,
    );
    const { id, caption } = after['image'] as Record<string, string>;
    expect(caption).toBe('A green dot');
    const picture = await fetch(id ?? '');
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(badgeOf(before).issuer['name']).toBe('Example University');
    expect((await laurel.credentials.verify(before.json)).verdict).toBe('valid');
    const audit = await operator.get(at('/audit'));
    expect(audit.text).toContain('name before: Example University, name after: New University');
  });

  it('is the operator’s alone to change', async () => {
    const { browser, csrf } = await college.enter('admin');
    const sent = { ...typed, _csrf: csrf, revision: '0' };
    const refused = await browser.post(at('/issuer'), sent, { origin: laurel.url });
    expect(refused.status).toBe(404);
  });
});

describe('a form that cannot be taken', () => {
  it('keeps what was typed and the picture, and says in words what is wrong', async () => {
    const address = issuerOf(school);
    const wrong = await save(operator, address, {
      ...typed,
      url: 'javascript:alert(1)',
      file: png,
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Please enter an address that begins with https://.');
    expect(wrong.text).toContain('value="College of Ż"');
    const picture = /name="picture" value="([\w-]{43})"/.exec(wrong.text)?.[1] ?? '';
    expect((await fetch(`${laurel.url}/achievements/pictures/${picture}.png`)).status).toBe(200);
    const nameless = await save(operator, address, { ...typed, picture });
    expect(nameless.text).toContain('Please say in words what the picture shows.');
    expect((await laurel.credentials.issuers.draft(school.platformId)).revision).toBe(0);
  });

  it.each([
    ['a script', Buffer.from('<svg viewBox="0 0 9 9"><script>alert(1)</script></svg>')],
    ['no picture', Buffer.from('GIF89a')],
  ])('refuses %s as a picture', async (_words, file) => {
    const wrong = await save(operator, issuerOf(school), { ...typed, pictureAlt: 'x', file });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('id="field-file-error"');
    expect((await laurel.credentials.issuers.draft(school.platformId)).revision).toBe(0);
  });

  it('is not put over somebody else’s change unseen', async () => {
    const address = issuerOf(school);
    const late = { ...typed, revision: '7' };
    const refused = await save(operator, address, late);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Somebody else has changed this issuer meanwhile.');
    expect(refused.text).toContain('value="College of Ż"');
  });
});

describe('a learning platform’s own issuer', () => {
  it.each(['did:web', 'https'])(
    'is set by its administrator (%s), signs its badges in every format, and is shown in its courses',
    async (identity) => {
      const { browser } = await college.enter('admin');
      const saved = await save(browser, issuerOf(college), { ...typed, identity });
      expect(saved.status, saved.text).toBe(303);
      const badge = await issue(college);
      const { host } = new URL(laurel.url);
      const { platformId } = college;
      expect(badgeOf(badge).issuer).toMatchObject({
        name: 'College of Ż',
        id:
          identity === 'https'
            ? `${laurel.url}/issuers/${platformId}`
            : `did:web:${host.replace(':', '%3A')}:issuers:${platformId}`,
      });
      for (const format of ['json', 'jwt', 'png']) {
        const file = await fetch(`${laurel.url}/credentials/${badge.id}.${format}`);
        const told = await laurel.credentials.verify(new Uint8Array(await file.arrayBuffer()));
        expect(told.verdict, format).toBe('valid');
      }
      const page = await fetch(`${laurel.url}/credentials/${badge.id}`, {
        headers: { accept: 'text/html' },
      });
      expect(await page.text()).toContain('College of Ż');
      const teacher = await college.enter('teacher');
      const setUp = await teacher.browser.get(`${laurel.url}/course/new`);
      expect(setUp.text).toContain('Issued by: College of Ż');
    },
  );

  it('is not another platform’s administrator’s to see or change', async () => {
    const { browser, csrf } = await school.enter('admin');
    expect((await browser.get(issuerOf(college))).status).toBe(404);
    const sent = { ...typed, name: 'Taken', _csrf: csrf, revision: '2' };
    for (const path of ['', '/give-up']) {
      const refused = await browser.post(`${issuerOf(college)}${path}`, sent, {
        origin: laurel.url,
      });
      expect(refused.status).toBe(404);
    }
    const own = await browser.get(at('/issuer'));
    expect(own.text).toContain('Badges of this learning platform come from New University.');
    expect(badgeOf(await issue(school)).issuer['name']).toBe('New University');
    expect(badgeOf(await issue(college)).issuer['name']).toBe('College of Ż');
  });

  it('has a page of its own for people', async () => {
    const page = await fetch(`${laurel.url}/issuers/${college.platformId}`, {
      headers: { accept: 'text/html' },
    });
    expect(await page.text()).toContain('College of Ż');
  });

  it('is given up, and the operator’s issues again', async () => {
    const { browser } = await college.enter('admin');
    const page = await browser.get(issuerOf(college));
    expect(page.text).toContain('You can undo this for 15 minutes.');
    const givenUp = await browser.submit(page, {}, '/give-up');
    expect(givenUp.status).toBe(200);
    expect(badgeOf(await issue(college)).issuer['name']).toBe('New University');
    const undone = await browser.submit(givenUp, {}, '/give-up/undo');
    expect(undone.status).toBe(200);
    expect(badgeOf(await issue(college)).issuer['name']).toBe('College of Ż');
    expect((await browser.submit(undone, {}, '/give-up')).status).toBe(200);
    expect(badgeOf(await issue(college)).issuer['name']).toBe('New University');
  });
});
