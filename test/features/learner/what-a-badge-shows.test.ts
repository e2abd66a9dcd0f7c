import { beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserAnswer } from '../../support/lms/browserless.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open, useCourse } from '../../support/use-course.js';

interface Signed {
  id: string;
  validUntil?: string;
  credentialSubject: {
    identifier: { identityType: string; identityHash: string }[];
    achievement: { description: string; alignment?: { targetUrl: string }[] };
    result?: { value: string; resultDescription: string }[];
  };
}

useCourse('moodle');
let browser: Browser;
let page = '';
let refused: BrowserAnswer;
let seen = '';
beforeAll(async () => {
  const { platform, tool } = open;
  platform.setGrade('learner1', tool.link.column!, 83.33333);
  const teacher = (await open.enter('teacher')).browser;
  const typed = {
    name: 'Data analysis',
    canDo: 'clean and summarise data',
    criteria: 'Pass the activity.',
    release: 'immediately',
  };
  const setUp = await teacher.get(`${laurel.url}/course/new`);
  const more = { skillName_1: 'analyse data', skillUrl_1: 'esco', validMonths: '0' };
  refused = await teacher.submit(setUp, { ...typed, ...more, do: 'simulate' }, '/course/new');
  const mended = { ...typed, skillUrl_1: 'https://esco.test/skill/1', validMonths: '24' };
  const looked = await teacher.submit(refused, { ...mended, do: 'simulate' }, '/course/drafts/');
  seen = textOf(looked);
  await teacher.submit(looked, { ...mended, do: 'activate' }, '/course/drafts/');
  await laurel.checks.check(open.course);
  const learner = await open.enter('learner1');
  browser = learner.browser;
  page = `${laurel.url}${/href="(\/my\/badges\/[\w-]+)"/.exec(learner.page.text)?.[1] ?? ''}`;
  await browser.submit(await browser.get(page), { visibility: 'link' }, '/share');
});

const signed = async (): Promise<Signed> => {
  const { text } = await browser.get(page);
  const address = /http:\/\/localhost:\d+\/credentials\/[\w-]+/.exec(text)?.[0] ?? '';
  const answer = await fetch(address, { headers: { accept: 'application/json' } });
  return (await answer.json()) as Signed;
};
const choose = async (fields: Record<string, string>) =>
  browser.submit(await browser.get(page), fields, '/shows');
const namesOf = ({ credentialSubject }: Signed) =>
  credentialSubject.identifier
    .filter((each) => each.identityType === 'name')
    .map((each) => each.identityHash);

describe('the further fields of the set-up page', () => {
  it('come back with what was typed and what is wrong beside them', () => {
    expect(refused.status).toBe(422);
    expect(textOf(refused)).toContain('Please enter an address that begins with https://.');
    expect(textOf(refused)).toContain('Enter a number of months from 1 to 600.');
    expect(refused.text).toContain('value="esco"');
  });

  it('show what a recruiter would miss, and the mail', () => {
    expect(seen).toMatch(/\d+ of 100/);
    expect(seen).toContain('You have earned “Data analysis”');
  });

  it('are signed: the skill (OB 3.0, B.1.3) and until when the badge is valid', async () => {
    const { validUntil, credentialSubject } = await signed();
    expect(validUntil?.slice(0, 4)).toBe('2028');
    expect(credentialSubject.achievement.alignment?.[0]?.targetUrl).toBe(
      'https://esco.test/skill/1',
    );
  });
});

describe('what a badge shows of its learner', () => {
  let first: Signed;

  it('has the name of the platform and no score before the learner chose', async () => {
    first = await signed();
    expect(first.credentialSubject.result).toBeUndefined();
    expect(namesOf(first)).toEqual([open.platform.person('learner1').name]);
    expect(first.credentialSubject.achievement.description).toBe(
      'The earner can clean and summarise data.',
    );
  });

  it('has the score at full precision only after the choice (OB 3.0, B.1.18), and the former stays valid', async () => {
    const done = await choose({ score: 'yes', name: 'platform' });
    expect(textOf(done)).toContain('Your badge shows what you chose');
    const now = await signed();
    expect(now.id).not.toBe(first.id);
    expect(now.credentialSubject.result?.map((each) => each.value)).toEqual(['83.33333']);
    const newer = await laurel.credentials.verify(JSON.stringify(now));
    expect(newer).toMatchObject({ verdict: 'valid', state: 'valid' });
    expect(newer.newer).toBeUndefined();
    const before = await laurel.credentials.verify(JSON.stringify(first));
    expect(before).toMatchObject({
      verdict: 'valid',
      state: 'valid',
      newer: { kind: 'updated', url: first.id },
    });
    expect(before.checks).toContainEqual(expect.objectContaining({ code: 'refresh' }));
  });

  it('keeps its address: the one that was shared shows the newest, in green', async () => {
    const html = await (await fetch(first.id, { headers: { accept: 'text/html' } })).text();
    expect(html).toContain('<div class="notice success"');
    expect(html).toContain('83.33333');
    const { text } = await browser.get(page);
    expect(text).toContain(first.id);
  });

  it('is said of an earlier copy in blue, with when and where the current one is', async () => {
    const body = new FormData();
    body.set('badge', JSON.stringify(first));
    const headers = { 'accept-language': 'de' };
    const answer = await fetch(`${laurel.url}/verify`, { method: 'POST', body, headers });
    const html = await answer.text();
    expect(html).toContain('<div class="notice info"');
    expect(html).toMatch(/Am \d+\. \p{L}+ 20\d\d wurde gewählt/u);
    expect(html).toContain(`<a href="${first.id}">Das aktuelle Badge ansehen</a>`);
  });

  it('is withdrawn from earlier copies by the learner’s own wish, and the badge stays', async () => {
    const { text } = await browser.get(page);
    expect(text).toContain('Earlier versions that still verify: 1');
    const done = await browser.submit(await browser.get(page), {}, '/withdraw');
    expect(textOf(done)).toContain('The earlier versions are withdrawn.');
    expect(done.text).not.toContain('/withdraw"');
    const [former, current] = [
      await laurel.credentials.verify(JSON.stringify(first)),
      await laurel.credentials.verify(JSON.stringify(await signed())),
    ];
    expect([former.state, current.state]).toEqual(['revoked', 'valid']);
  });

  it('issues nothing for the same choice again', async () => {
    const before = await signed();
    await choose({ score: 'yes', name: 'platform' });
    expect((await signed()).id).toBe(before.id);
  });

  it('drops the name and the score again; a typed name is shown as the learner’s own word and not signed', async () => {
    const settings = await browser.get(`${laurel.url}/my/settings`);
    await browser.submit(settings, { nameChoice: 'typed', typedName: 'Countess' }, '/name');
    const done = await choose({ score: 'no', name: 'none' });
    expect(textOf(done)).toContain(
      '“Countess”, which you typed in your settings, is what you say of yourself',
    );
    const now = await signed();
    expect(now.credentialSubject.result).toBeUndefined();
    expect(namesOf(now)).toEqual([]);
    expect(JSON.stringify(now)).not.toContain('Countess');
  });

  it('is issued anew ten times a day at the most, however often it is asked for', async () => {
    const count = () => laurel.store.connection.collection('credentials').countDocuments();
    const before = await count();
    const answers = [];
    for (let turn = 0; turn < 60; turn++) {
      const score = turn % 2 === 0 ? 'yes' : 'no';
      answers.push(await choose({ score, name: 'none' }));
    }
    expect((await count()) - before).toBeLessThan(10);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(25);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(textOf(refused[0]!)).toContain('Badges were changed too often today.');
  });

  it('refuses a choice that is none beside its field, and changes nothing', async () => {
    const before = await signed();
    const refused = await choose({ score: 'yes', name: 'typed' });
    expect(refused.status).toBe(422);
    expect((await signed()).id).toBe(before.id);
  });
});
