import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from '../../support/lms/index.js';
import { openCourse, startLaurel, textOf } from '../../support/open-course.js';

const laurel = await startLaurel();
const TYPED = {
  name: 'Data analysis',
  canDo: 'summarise data',
  criteria: 'Pass the activity.',
  release: 'immediately',
};

describe.each(['moodle', 'canvas'] as const)('changing an active badge, in %s', (kind) => {
  let open: Awaited<ReturnType<typeof openCourse>>;
  let browser: Browser;
  let edit = '';
  const grade = (name: string, value: number) => {
    open.platform.setGrade(name, open.tool.link.column!, value);
  };
  const rule = () =>
    laurel.store.connection.collection('rules').findOne({ platformId: open.course.platformId });
  const look = async (changes: Record<string, string>) => {
    const page = await browser.get(edit);
    return browser.submit(page, { ...changes, do: 'simulate' }, '/edit');
  };
  /** The fields of the one assessment's mark. */
  const markOf = async (value: string) => {
    const [, key = ''] = /name="mark_(\w+)"/.exec((await browser.get(edit)).text) ?? [];
    return { [`mark_${key}`]: value };
  };

  beforeAll(async () => {
    open = await openCourse(kind, laurel);
    grade('learner1', 90);
    grade('learner2', 60);
    ({ browser } = await open.enter('teacher'));
    const page = await browser.get(`${laurel.url}/course/new`);
    const looked = await browser.submit(page, { ...TYPED, do: 'simulate' }, '/course/new');
    const active = await browser.submit(looked, { ...TYPED, do: 'activate' }, '/course/drafts/');
    await laurel.checks.check(open.course);
    edit = `${active.url.split('?')[0]}/edit`;
  });
  afterAll(() => open.platform.close());

  it('asks again, with the difference, when grades changed since its effects were shown', async () => {
    const before = await rule();
    const changes = await markOf('55');
    const looked = await look(changes);
    expect(textOf(looked)).toContain('1 would gain the badge.');
    expect(textOf(looked)).toContain('Meet the mark');
    expect(textOf(looked)).not.toContain('Earn it now');
    grade('learner3', 58);
    const again = await browser.submit(looked, { ...changes, do: 'activate' }, '/edit');
    const text = textOf(again);
    expect(text).toContain('Grades have changed since you looked.');
    expect(text).toContain('One more would pass now:');
    expect(text).toContain(open.platform.person('learner3').name.replace("'", '&#x27;'));
    expect(text).toContain('2 would gain the badge.');
    expect(await rule()).toEqual(before);
    const saved = await browser.submit(again, { ...changes, do: 'activate' }, '/edit');
    expect(textOf(saved)).toContain('The change is saved.');
    expect((await rule())?.['inputs']).toMatchObject([{ mark: { value: '55' } }]);
    expect(await laurel.checks.check(open.course)).toMatchObject({ granted: 2 });
  });

  it('does not save another mark or another consequence than the one whose effects were shown', async () => {
    const before = await rule();
    const looked = await look({ ...(await markOf('59')), afterFall: 'keep' });
    expect(textOf(looked)).toContain('The badge is kept.');
    const lost = { ...(await markOf('59')), afterFall: 'revoke', do: 'activate' };
    const asked = await browser.submit(looked, lost, '/edit');
    expect(textOf(asked)).toContain('What is asked for has changed since you looked.');
    expect(textOf(asked)).toContain('The badge is lost.');
    const other = { ...(await markOf('99')), do: 'activate' };
    const askedAgain = await browser.submit(asked, other, '/edit');
    expect(textOf(askedAgain)).toContain('Nothing is saved yet.');
    expect(await rule()).toEqual(before);
  });

  it('does not save over what somebody else changed meanwhile without saying so', async () => {
    const looked = await look(await markOf('61'));
    const other = await open.enter('teacher');
    const page = await other.browser.get(edit);
    const theirs = { ...(await markOf('57')), do: 'simulate' };
    const shown = await other.browser.submit(page, theirs, '/edit');
    await other.browser.submit(shown, { ...theirs, do: 'activate' }, '/edit');
    const mine = { ...(await markOf('61')), do: 'activate' };
    const refused = await browser.submit(looked, mine, '/edit');
    expect(textOf(refused)).toContain('Somebody else has changed this badge since you looked.');
    expect((await rule())?.['inputs']).toMatchObject([{ mark: { value: '57' } }]);
  });

  it('does not offer the badge itself among what it can ask for', async () => {
    const page = await browser.get(edit);
    expect(textOf(page)).not.toContain('Badge “Data analysis”');
  });

  it('does not say that a grade fell where the mark was raised, nor where an earlier version recorded so', async () => {
    const { platformId } = open.course;
    const userId = open.platform.person('learner2').sub;
    const reason = 'The grade fell below the mark.';
    const recorded = await laurel.store.connection
      .collection('awards')
      .updateOne(
        { platformId, userId },
        { $set: { state: 'revoked', revokedFor: 'fall', reason } },
      );
    expect(recorded.modifiedCount).toBe(1);
    const { text } = await browser.get(edit.replace(/\/edit$/, ''));
    expect(text).toContain('The grade is below the mark.');
    expect(text).not.toContain(reason);
  });
});
