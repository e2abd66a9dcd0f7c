import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestLaurel } from '../start-test-laurel.js';
import { startTestLaurel } from '../start-test-laurel.js';
import type { Browser, BrowserAnswer } from '../lms/browserless.js';
import { openCourse, textOf } from './open-course.js';

interface Signed {
  id: string;
  validUntil?: string;
  credentialSubject: {
    identifier: { identityType: string; identityHash: string }[];
    achievement: { description: string; alignment?: { targetUrl: string }[] };
    result?: { value: string; resultDescription: string }[];
  };
}

let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
let browser: Browser;
let page = '';
let refused: BrowserAnswer;
let seen = '';
beforeAll(async () => {
  laurel = await startTestLaurel();
  open = await openCourse('moodle', laurel);
  const { platform, tool } = open;
  platform.setGrade('learner1', tool.link.column!, 83.33333);
  const teacher = (await open.enter('teacher')).browser;
  const typed = {
    ...{ name: 'Data analysis', canDo: 'clean and summarise data' },
    ...{ criteria: 'Pass the activity.', release: 'immediately' },
  };
  const setUp = await teacher.get(`${laurel.url}/course/new`);
  const more = { skillName_1: 'analyse data', skillUrl_1: 'esco', validMonths: '0' };
  refused = await teacher.submit(setUp, { ...typed, ...more, do: 'simulate' }, '/course/new');
  const mended = { ...typed, skillUrl_1: 'https://esco.test/skill/1', validMonths: '24' };
  const looked = await teacher.submit(refused, { ...mended, do: 'simulate' }, '/course/drafts/');
  seen = textOf(looked);
  await teacher.submit(looked, { ...mended, do: 'activate' }, '/course/drafts/');
  await laurel.awards.check(open.course);
  const learner = await open.enter('learner1');
  browser = learner.browser;
  page = `${laurel.url}${/href="(\/my\/badges\/[\w-]+)"/.exec(learner.page.text)?.[1] ?? ''}`;
  await browser.submit(await browser.get(page), { visibility: 'link' }, '/share');
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
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

  it('has the score at full precision only after the choice (OB 3.0, B.1.18), and the former is superseded', async () => {
    const done = await choose({ score: 'yes', name: 'platform' });
    expect(textOf(done)).toContain('Your badge shows what you chose');
    const now = await signed();
    expect(now.id).not.toBe(first.id);
    expect(now.credentialSubject.result?.map((each) => each.value)).toEqual(['83.33333']);
    const { state, supersededBy } = await laurel.credentials.get(first.id.split('/').pop()!);
    expect({ state, supersededBy }).toEqual({
      state: 'revoked',
      supersededBy: now.id.split('/').pop(),
    });
    const verdict = await laurel.credentials.verify(JSON.stringify(now));
    expect(verdict).toMatchObject({ verdict: 'valid', state: 'valid' });
  });

  it('is why the former was replaced, said on its page in the reader’s language', async () => {
    const headers = { accept: 'text/html', 'accept-language': 'de' };
    const page = await (await fetch(first.id, { headers })).text();
    expect(page).toContain('Neu ausgestellt: Wer es erhalten hat, hat gewählt, was es zeigt.');
    expect(page).not.toContain('Issued anew');
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
      '“Countess”, which you typed in your settings, is your own word',
    );
    const now = await signed();
    expect(now.credentialSubject.result).toBeUndefined();
    expect(namesOf(now)).toEqual([]);
    expect(JSON.stringify(now)).not.toContain('Countess');
  });

  it('refuses a choice that is none beside its field, and changes nothing', async () => {
    const before = await signed();
    const refused = await choose({ score: 'yes', name: 'typed' });
    expect(refused.status).toBe(422);
    expect((await signed()).id).toBe(before.id);
  });
});
