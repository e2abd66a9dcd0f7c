import { beforeAll, describe, expect, it } from 'vitest';
import { personKey } from '../../../src/awards/index.js';
import type { Browser } from '../../support/lms/browserless.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open, useCourse } from '../../support/use-course.js';

useCourse('moodle');
let browser: Browser;
let page = '';

beforeAll(async () => {
  const { platform, tool } = open;
  platform.setGrade('learner1', tool.link.column!, 90);
  platform.setGrade('learner2', tool.link.column!, 20);
  const teacher = (await open.enter('teacher')).browser;
  const typed = {
    name: 'Data analysis',
    canDo: 'clean and summarise data',
    criteria: 'Pass the activity.',
    release: 'immediately',
  };
  const setUp = await teacher.get(`${laurel.url}/course/new`);
  const looked = await teacher.submit(setUp, { ...typed, do: 'simulate' }, '/course/new');
  await teacher.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  await laurel.checks.check(open.course);
  const learner = await open.enter('learner1');
  browser = learner.browser;
  page = `${laurel.url}${/href="(\/my\/badges\/[\w-]+)"/.exec(learner.page.text)?.[1] ?? ''}`;
});

/** Writes what happened to the award, and to its badge, as the roster's acts do. */
async function setAward(set: object, unset: object = {}): Promise<void> {
  const { sub } = open.platform.person('learner1');
  const awards = laurel.store.connection.collection('awards');
  const key = personKey(open.course.platformId, sub);
  await awards.updateOne({ personKey: key }, { $set: set, $unset: { none: 1, ...unset } });
}

const mine = async () => textOf(await browser.get(`${laurel.url}/my`));

describe('the page of a badge that was earned', () => {
  it('begins with the picture, the name and what its learner can do, and asks one plain question for LinkedIn', async () => {
    const { text } = await browser.get(page);
    const at = (part: string) => text.indexOf(part);
    expect(at('class="card moment"')).toBeGreaterThan(0);
    expect(at('Congratulations, ')).toBeLessThan(at('<h1'));
    expect(at('LinkedIn shows a link to your badge')).toBeLessThan(at('Who may see it?'));
    expect(text).not.toContain('linkedin.com');
  });

  it('leads to LinkedIn in two presses: visible, and there', async () => {
    const visible = await browser.submit(
      await browser.get(page),
      { visibility: 'link', for: 'linkedin' },
      '/share',
    );
    expect(textOf(visible)).toContain('Anybody with the link can see your badge now.');
    const href = /href="(https:\/\/www\.linkedin\.com[^"]+)"[^>]*data-focus/.exec(visible.text);
    expect(href?.[1]).toContain('certUrl');
    expect(visible.text.indexOf('linkedin.com')).toBeLessThan(visible.text.indexOf('id="who"'));
    expect(textOf(visible)).toContain('Post for social media');
  });
});

describe('a learner’s badges', () => {
  it('show what is still to be earned with its picture and how far it is', async () => {
    const { page: other } = await open.enter('learner2');
    expect(other.text).toMatch(/class="card to-earn"[^>]*>\s*<img src="\/achievements\//);
    expect(textOf(other)).toContain('Still to be earned in this course');
  });

  it('say that one was given by hand, and why', async () => {
    await setAward({ by: 'hand', actor: 'person:x', reason: 'Oral examination on 3 May' });
    expect(await mine()).toContain('Given by a teacher: Oral examination on 3 May');
    expect(textOf(await browser.get(page))).toContain(
      'Given by a teacher: Oral examination on 3 May',
    );
    await setAward({ by: 'rule' }, { actor: 1, reason: 1 });
  });

  it.each([
    {
      state: 'revoked',
      set: {
        state: 'revoked',
        revokedFor: 'hand',
        takenAt: new Date('2026-03-04T12:00:00Z'),
        reason: 'Handed in by mistake',
      },
      told: 'Revoked on March 4, 2026.',
      reason: 'Reason: Handed in by mistake',
    },
    {
      state: 'denied',
      set: { state: 'denied', reason: 'Did not attend' },
      told: 'Not awarded: a teacher decided so.',
      reason: 'Reason: Did not attend',
    },
    {
      state: 'expired',
      set: { state: 'active', validUntil: new Date('2026-05-06T12:00:00Z') },
      told: 'Expired on May 6, 2026.',
      reason: 'Ask your teacher',
    },
  ])(
    '$state say so with since when, why and whom to ask, and offer neither LinkedIn nor a wallet',
    async (one) => {
      await setAward(one.set);
      const list = await mine();
      expect(list).toContain('No longer valid');
      for (const part of [one.told, one.reason, 'Ask your teacher in this course.'])
        expect(list).toContain(part);
      // What somebody decided is not to be earned by a grade, nor is it earned.
      expect(list).not.toContain('Still to be earned');
      const badge = await browser.get(page);
      expect(textOf(badge)).toContain(one.told);
      expect(badge.text).not.toContain('linkedin.com');
      expect(badge.text).not.toContain('/wallet"');
      expect(textOf(badge)).not.toContain('Congratulations');
      await setAward({ state: 'active' }, { revokedFor: 1, takenAt: 1, reason: 1, validUntil: 1 });
    },
  );
});
