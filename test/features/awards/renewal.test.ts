import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formsOf } from '../../support/lms/browserless.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openCourse, textOf } from '../../support/open-course.js';

const DAY = 86_400_000;

describe.each(['moodle', 'canvas'] as const)('a yearly badge on a %s-like platform', (kind) => {
  // From now on: the store drops what has run out by the machine's clock.
  let time = Date.now();
  const clock = { now: () => new Date(time) };
  const began = new Date(time);
  let laurel: TestLaurel;
  let open: Awaited<ReturnType<typeof openCourse>>;
  let base = '';
  beforeAll(async () => {
    laurel = await startTestLaurel({ clock });
    open = await openCourse(kind, laurel, { clock });
  });
  afterAll(async () => {
    await open.platform.close();
    await laurel.close();
  });

  const setGrade = (value: number) =>
    open.platform.setGrade('learner1', open.tool.link.column!, value);
  const check = () => laurel.checks.check(open.course);
  const remindersTo = async () =>
    (await laurel.mail.list()).filter(({ view }) => view === 'badge-ending').length;
  const sub = () => encodeURIComponent(open.platform.person('learner1').sub);
  const trace = async (as: string) => {
    const { browser } = await open.enter(as);
    return { browser, page: await browser.get(`${base}/learner?user=${sub()}`) };
  };
  const renewButton = (page: { text: string }) => page.text.includes(`/renew"`);
  const myBadges = async () => {
    const { browser } = await open.enter('learner1');
    const page = await browser.get(`${laurel.url}/my`);
    const paths = [...page.text.matchAll(/href="(\/my\/badges\/[\w-]+)"/g)].map(
      ([, path]) => path!,
    );
    return { browser, page, paths: [...new Set(paths)] };
  };
  const ends = () => {
    const end = new Date(began);
    end.setUTCFullYear(began.getUTCFullYear() + 1);
    return end;
  };
  const inWords = (date: Date) =>
    new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(date);

  it('is set up with its validity, and says at once what this way of reading cannot tell', async () => {
    const { browser } = await open.enter('teacher');
    const setUp = await browser.get(`${laurel.url}/course/new`);
    expect(textOf(setUp)).toContain('Passing again renews it for the same time');
    expect(textOf(setUp)).toContain('When a grade was given cannot always be read');
    const typed = {
      name: 'First aid',
      canDo: 'give first aid',
      criteria: 'Pass.',
      release: 'immediately',
      validMonths: '12',
      renewal: 'yes',
      renewalDays: '60',
    };
    const tooLong = { ...typed, renewalDays: '200', do: 'simulate' };
    const bad = await browser.submit(setUp, tooLong, '/course/new');
    expect(bad.status).toBe(422);
    expect(textOf(bad)).toContain('from 1 to half of the time that the badge is valid');
    const looked = await browser.submit(bad, { ...typed, do: 'simulate' }, '/course/drafts/');
    const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
    base = active.url.split('?')[0] ?? '';
    const edit = await browser.get(`${base}/edit`);
    expect(formsOf(edit).find((one) => 'canDo' in one.fields)?.fields).toMatchObject({
      validMonths: '12',
      renewal: 'yes',
      renewalDays: '60',
    });
  });

  it('tells its learner until when it is valid, and from when passing again renews it', async () => {
    setGrade(80);
    expect(await check()).toMatchObject({ granted: 1 });
    const { page, browser, paths } = await myBadges();
    const opens = new Date(ends().getTime() - 60 * DAY);
    const words = `Valid until ${inWords(ends())}. Pass again from ${inWords(opens)} to renew it.`;
    expect(textOf(page)).toContain(words);
    expect(textOf(await browser.get(`${laurel.url}${paths[0]}`))).toContain(words);
    const told = await trace('teacher');
    expect(textOf(told.page)).toContain(`The badge is valid until ${inWords(ends())}`);
    expect(renewButton(told.page)).toBe(false);
  });

  it('cannot be renewed by hand before its window', async () => {
    const { browser } = await trace('teacher');
    const award = formsOf(await browser.get(`${laurel.url}/my/settings`)).find(
      (one) => one.fields['_csrf'],
    );
    const { sub: userId } = open.platform.person('learner1');
    const early = {
      _csrf: award?.fields['_csrf'] ?? '',
      userId,
      reason: 'Passed the practical part',
    };
    const answer = await browser.request(`${base}/renew`, {
      method: 'POST',
      body: new URLSearchParams(early),
      headers: { origin: laurel.url },
    });
    expect(answer.status).toBe(409);
    expect(textOf(answer)).toContain('This badge cannot be renewed yet');
  });

  it('reminds its learner once, when the window opens', async () => {
    await laurel.awards.remindOfEnds();
    expect(await remindersTo()).toBe(0);
    time = ends().getTime() - 60 * DAY + 1_000;
    await Promise.all([laurel.awards.remindOfEnds(), laurel.awards.remindOfEnds()]);
    await laurel.awards.remindOfEnds();
    expect(await remindersTo()).toBe(1);
    const [mail] = (await laurel.mail.list()).filter(({ view }) => view === 'badge-ending');
    const { text, subject } = await laurel.mail.read(mail!.key);
    expect(subject).toContain('First aid');
    expect(text).toContain(`It is valid until ${inWords(ends())}.`);
  });

  it('is not renewed by the grade it was given for', async () => {
    expect(await check()).toMatchObject({ granted: 0 });
    expect((await myBadges()).paths).toHaveLength(1);
  });

  it(`is renewed by a new pass, ${kind === 'canvas' ? 'once its teacher confirms it: these results bear no time' : 'by itself'}`, async () => {
    time += 10 * DAY;
    setGrade(90);
    const checked = await check();
    if (kind === 'moodle') expect(checked).toMatchObject({ granted: 1 });
    else {
      expect(checked).toMatchObject({ granted: 0 });
      const { browser, page } = await trace('teacher');
      expect(textOf(page)).toContain('Renewal to confirm');
      expect(textOf(page)).toContain('When this grade was given cannot be read here');
      expect(textOf(await browser.get(base))).toContain('and only you can tell');
      const done = await browser.submit(page, {}, '/renew');
      expect(done.status).toBe(200);
      expect(textOf(done)).toContain('The badge is renewed.');
      expect(renewButton(done)).toBe(false);
    }
    expect(await check()).toMatchObject({ granted: 0 });
    const { page, paths } = await myBadges();
    expect(paths).toHaveLength(2);
    const end = ends();
    end.setUTCFullYear(end.getUTCFullYear() + 1);
    expect(textOf(page)).toContain(`Valid until ${inWords(end)}`);
    expect(textOf(page)).toContain('You have renewed it.');
    const mails = await laurel.mail.list();
    expect(mails.map(({ view }) => view).sort()).toEqual([
      ...['badge-earned', 'badge-ending', 'badge-renewed'],
    ]);
    const told = await laurel.mail.read(
      mails.find(({ view }) => view === 'badge-renewed')?.key ?? '',
    );
    expect(told.subject).toBe('Your badge is renewed: First aid');
    for (const form of [told.text, told.html])
      expect(form).toContain(`It is valid until ${inWords(end)}.`);
  });

  it('leaves both badges valid, and links them only where both are shared', async () => {
    const { browser, paths } = await myBadges();
    const share = async (path: string, visibility: string) => {
      const page = await browser.get(`${laurel.url}${path}`);
      const shared = await browser.submit(page, { visibility }, `${path}/share`);
      return /https?:\/\/[^"\s<]+\/credentials\/[\w-]{22}/.exec(shared.text)?.[0] ?? '';
    };
    const [newer = '', older = ''] = [
      await share(paths[0]!, 'link'),
      await share(paths[1]!, 'link'),
    ];
    const read = async (address: string) =>
      (await fetch(address, { headers: { accept: 'text/html' } })).text();
    expect(await read(older)).toContain('class="notice success"');
    expect(await read(older)).toContain(`href="${new URL(newer).pathname}"`);
    expect(await read(newer)).toContain(`href="${new URL(older).pathname}"`);
    await share(paths[0]!, 'private');
    time += 6_000;
    expect(await read(older)).not.toContain(new URL(newer).pathname);
    await share(paths[0]!, 'link');
    await share(paths[1]!, 'private');
    time += 6_000;
    const alone = await read(newer);
    expect(alone).toContain('It renews a badge of');
    expect(alone).not.toContain(new URL(older).pathname);
  });

  it('says that it expired, first of all, and how to renew it', async () => {
    time = ends().getTime() + 400 * DAY;
    const { page } = await myBadges();
    expect(textOf(page)).toContain('Expired');
    expect(textOf(page)).toContain('Pass again to renew it.');
    setGrade(95);
    const checked = await check();
    expect(checked).toMatchObject({ granted: kind === 'moodle' ? 1 : 0 });
  });

  it('no longer asks for a renewal once it is taken back, where that mail has not gone out', async () => {
    const first = await trace('teacher');
    if (kind === 'canvas') await first.browser.submit(first.page, {}, '/renew');
    time += 320 * DAY;
    await laurel.awards.remindOfEnds();
    const endings = async () =>
      (await laurel.mail.list())
        .filter(({ view }) => view === 'badge-ending')
        .map(({ state }) => state)
        .sort();
    expect(await endings()).toEqual(['pending', 'pending']);
    const { browser, page } = await trace('teacher');
    const revoke = page.url.replace('/learner?', '/learner/revoke?');
    await browser.submit(await browser.get(revoke), { reason: 'Given by mistake.' }, '/revoke');
    // Until it can no longer be undone that mail waits.
    expect(await endings()).toEqual(['pending', 'pending']);
    time += 15 * 60_000;
    await laurel.awards.finishRetractions();
    expect(await endings()).toEqual(['cancelled', 'pending']);
  });
});
