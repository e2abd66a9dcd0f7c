import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserAnswer } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import {
  at,
  clock,
  college,
  laurel,
  operator,
  school,
  sendForm,
  useIssuers,
} from './use-issuers.js';

useIssuers();

let collegeAdmin: Browser;
let schoolAdmin: Browser;
beforeAll(async () => {
  ({ browser: collegeAdmin } = await college.enter('admin'));
  ({ browser: schoolAdmin } = await school.enter('admin'));
});

const sampleOf = async (name: string) =>
  new Uint8Array(await readFile(new URL(`../../../config/skills/${name}`, import.meta.url)));
/** Sends the form, and opens the page that it leads to. */
async function send(browser: Browser, fields: object): Promise<BrowserAnswer> {
  const answer = await sendForm(browser, at('/skills'), at('/skills'), {
    language: 'en',
    ...fields,
  });
  const to = answer.headers.get('location');
  return to === null ? answer : browser.get(`${laurel.url}${to}`);
}
const handIn = (browser: Browser, file: Uint8Array) => send(browser, { file });
const hrefOf = (page: BrowserAnswer, text: string): string => {
  const [, href = ''] = new RegExp(`href="([^"]+)"[^>]*>(?:<bdi>)?${text}`).exec(page.text) ?? [];
  return `${laurel.url}${href}`;
};
const post = async (browser: Browser, page: string, to: string) =>
  browser.submit(await browser.get(page), {}, to);

describe('the page of skill frameworks', () => {
  it('says that there are none, and where to get them', async () => {
    const page = await collegeAdmin.get(at('/skills'));
    expect(textOf(page)).toContain('No framework is loaded yet');
    expect(textOf(page)).toContain('onetcenter.org');
  });

  it('loads a file, and says how many skills it has', async () => {
    const done = await handIn(collegeAdmin, await sampleOf('data-literacy.case.json'));
    expect(textOf(done)).toContain('“Data Literacy for Everybody” is loaded: 13 skills.');
    const page = await collegeAdmin.get(at('/skills'));
    expect(textOf(page)).toContain('Data Literacy for Everybody CASE 13 English');
  });

  it('looks into a framework by words and codes, and shows what each is in a badge', async () => {
    const list = await collegeAdmin.get(at('/skills'));
    const framework = hrefOf(list, 'Data Literacy');
    const found = await collegeAdmin.get(`${framework}?q=clean`);
    expect(textOf(found)).toContain('1 skill found.');
    expect(textOf(found)).toContain('Clean data in Working with data DL.2.1 CFItem');
    expect(textOf(found)).toContain('No badge uses it.');
    expect(textOf(await collegeAdmin.get(`${framework}?q=nothing+like+it`))).toContain(
      '0 skills found',
    );
  });

  it('names each row that was left out by its line, and loads the rest', async () => {
    const rows = [
      'conceptType,conceptUri,skillType,preferredLabel,altLabels,status,description',
      'K,https://x.eu/1,knowledge,<b>baking</b>,,released,',
      'K,https://x.eu/2,knowledge,"milling,,released,',
      'K,javascript:alert(1),knowledge,evil,,released,',
    ];
    const done = await handIn(schoolAdmin, new TextEncoder().encode(rows.join('\n')));
    expect(textOf(done)).toContain('1 skill.');
    expect(textOf(done)).toContain('2 rows were left out');
    expect(textOf(done)).toContain('3 A quotation mark is not closed');
    expect(textOf(done)).toContain('4 The skill has no web address');
    const look = await schoolAdmin.get(
      `${hrefOf(await schoolAdmin.get(at('/skills')), 'ESCO')}?q=baking`,
    );
    expect(look.text).toContain('&lt;b&gt;baking&lt;/b&gt;');
  });

  it.each([
    [
      'a file that is no framework',
      { file: new TextEncoder().encode('a,b\n1,2') },
      'none of the frameworks',
    ],
    ['nothing', {}, 'There is no file'],
    ['an address that is none', { url: 'ftp://x' }, 'This is no web address'],
  ])('says what is wrong with %s', async (_what, fields, text) => {
    const page = await send(collegeAdmin, { ...fields });
    expect(textOf(page)).toContain(text);
  });

  it('refuses an address of the inner network without saying what is there', async () => {
    const waiting = await send(collegeAdmin, { url: 'https://192.168.0.1/secret.json' });
    expect(textOf(waiting)).toContain('You may leave this page');
    const owner = { platformId: college.platformId, deploymentId: '' };
    const [load] = await laurel.skills.loads.list(owner, 1);
    await laurel.skills.loads.advance(load!.id);
    const page = await collegeAdmin.get(at(`/skills/loads/${load!.id}`));
    expect(textOf(page)).toContain('The address could not be read');
  });

  it('shows administrators their own and the installation’s, and nothing of another platform', async () => {
    await handIn(operator, await sampleOf('Content Model Reference.txt'));
    const mine = textOf(await collegeAdmin.get(at('/skills')));
    expect(mine).toContain('For every platform The operator loaded these');
    expect(mine).toContain('O*NET Content Model');
    expect(mine).not.toContain('ESCO: European');
    const theirs = hrefOf(await schoolAdmin.get(at('/skills')), 'ESCO');
    expect((await collegeAdmin.get(theirs)).status).toBe(404);
    const shared = hrefOf(await collegeAdmin.get(at('/skills')), 'O\\*NET');
    const page = await collegeAdmin.get(shared);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('/remove"');
    const [, token = ''] = /name="_csrf" value="([^"]+)"/.exec(page.text) ?? [];
    expect(token).not.toBe('');
    const refused = await collegeAdmin.request(`${shared}/remove`, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: token }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: laurel.url },
    });
    expect(refused.status).toBe(404);
    const [own] = await laurel.skills.listOwn({ platformId: '', deploymentId: '' });
    expect(own?.removedAt).toBeUndefined();
  });

  it('removes a framework in use and says by what it is used; for a while it can be brought back', async () => {
    const owner = { platformId: college.platformId, deploymentId: '' };
    const [framework] = await laurel.skills.listOwn(owner);
    const target = { platformId: college.platformId, deploymentId: college.tool.deploymentId };
    const [skill] = await laurel.skills.search(target, { text: 'clean data', language: 'en' });
    const course = { ...target, contextId: college.course.contextId };
    const badge = await laurel.achievements.create(
      course,
      {
        name: 'Data cleaner',
        description: 'clean data',
        criteria: 'Pass.',
        alignments: [
          {
            framework: 'CASE',
            targetName: skill!.name,
            targetUrl: skill!.url,
            targetType: 'CFItem',
            frameworkId: framework!.id,
          },
        ],
      },
      'test',
    );
    await laurel.achievements.publish(course, badge.id, 'test');
    const path = at(`/skills/${framework!.id}`);
    const page = await collegeAdmin.get(path);
    expect(textOf(page)).toContain('Badges that use it Data cleaner');
    expect(textOf(page)).toContain('The badges above use it.');
    const removed = await post(collegeAdmin, path, `/admin/skills/${framework!.id}/remove`);
    expect(textOf(removed)).toContain('“Data Literacy for Everybody” was removed.');
    expect(await laurel.skills.search(target, { text: 'clean data', language: 'en' })).toEqual([]);
    const back = await post(collegeAdmin, at('/skills'), `/admin/skills/${framework!.id}/restore`);
    expect(textOf(back)).toContain('Data Literacy for Everybody CASE 13');
    await post(collegeAdmin, path, `/admin/skills/${framework!.id}/remove`);
    clock.advance(16 * 60_000);
    await laurel.skills.sweep();
    const { browser } = await college.enter('admin');
    expect((await browser.get(path)).status).toBe(404);
    expect(
      (await laurel.achievements.getVersion(badge.id, 1)).content.alignments[0]?.targetName,
    ).toBe('Clean data');
  });
});
