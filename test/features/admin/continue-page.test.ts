import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import type { Browser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { installWithBadge, reinstall, type Installed } from '../succession/reinstalled.js';

let laurel: TestLaurel;
let open: Installed;
let again: Awaited<ReturnType<typeof reinstall>>;
let oldId = '';
let operator: Browser;
beforeAll(async () => {
  laurel = await startTestLaurel();
  open = await installWithBadge('moodle', laurel);
  oldId = open.course.platformId;
  again = await reinstall(laurel, open);
  await again.enter('teacher');
  operator = (await enterAsOperator(laurel)).browser;
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

const pageOf = (id: string) => `${laurel.url}/admin/platforms/${id}/continue`;

describe('continuing an earlier registration', () => {
  it('offers the operator the others, those of the same address marked', async () => {
    const page = await operator.get(pageOf(again.platformId));
    expect(page.status).toBe(200);
    expect(page.text).toMatch(new RegExp(`/continue\\?old(=|&#x3D;)${oldId}"`));
    expect(textOf(page)).toContain('same address');
  });

  it('lets its administrator ask, and tells them nothing of the other', async () => {
    const { browser } = await again.enter('admin');
    const page = await browser.get(pageOf(again.platformId));
    expect(page.text).not.toContain(oldId);
    expect((await browser.get(`${pageOf(again.platformId)}?old=${oldId}`)).status).toBe(404);
    const wrong = await browser.submit(page, { issuer: 'no address' }, '/continue/ask');
    expect(wrong.status).toBe(422);
    const asked = await browser.submit(page, {}, '/continue/ask');
    expect(textOf(asked)).toContain('Your wish was noted.');
  });

  it('shows whoever administers the earlier one what was asked; it may be declined', async () => {
    const { browser } = await open.enter('admin');
    const page = await browser.get(pageOf(oldId));
    expect(textOf(page)).toContain('asks to go on with the courses, people and badges');
    const declined = await browser.submit(page, {}, '/continue/decline');
    expect(textOf(declined)).toContain('The wish was declined.');
    expect(textOf(declined)).not.toContain('asks to go on with');
  });

  it('says before anything happens what would, and does that alone', async () => {
    const address = `${pageOf(again.platformId)}?old=${oldId}`;
    const preview = await operator.get(address);
    const text = textOf(preview);
    expect(text).toContain('What would happen');
    expect(text).toContain('“Data analysis” reads a column of the earlier registration');
    expect((await laurel.lti.platforms.find(again.platformId))?.continuedBy).toBeUndefined();
    // The word was given to something else than what would happen now: it is asked for again.
    const changed = await operator.submit(preview, { digest: 'of-something-else' }, '/continue');
    expect(changed.status).toBe(422);
    expect(textOf(changed)).toContain('What would happen');
    expect((await laurel.lti.platforms.find(again.platformId))?.continuedBy).toBeUndefined();
    const done = await operator.submit(changed, {}, '/continue');
    expect(textOf(done)).toContain('It is done');
    expect(done.url).toContain(oldId);
    const { page } = await again.enter('learner1');
    expect(textOf(page)).toContain('Data analysis');
  });
});
