import { afterAll, beforeAll } from 'vitest';
import { createTestClock, NotFound } from '../../../src/base/index.js';
import { openTenant, setUpBadge, type Tenant } from '../../security/two-courses.js';
import {
  createBrowser,
  formsOf,
  type Browser,
  type BrowserAnswer,
} from '../../support/lms/index.js';
import { openCourse } from '../../support/open-course.js';
import { startSmtp } from '../../support/start-smtp.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

export const clock = createTestClock(new Date());
/** TXT records of the world, by name. */
export const records = new Map<string, string[][]>();
/** What is asked for at hosts, and what they answer. */
export const asked: string[] = [];

export let laurel: TestLaurel;
export let tenant: Tenant;
export let teacher: Browser;
export let badge: { achievementId: string; url: string; credentialId: string };

async function open(): Promise<void> {
  // Files of one worker share this module, and go on where the one before has left its time.
  clock.set(new Date());
  smtp = await startSmtp();
  laurel = await startTestLaurel({
    env: { SMTP_URL: smtp.url },
    clock,
    resolveTxt: (name) => {
      const found = records.get(name);
      return found === undefined
        ? Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }))
        : Promise.resolve(found);
    },
    hostOutbound: {
      fetch: (url) => {
        asked.push(String(url));
        return Promise.reject(new NotFound('document_not_found', 'It is not there.'));
      },
    },
  });
  const opened = await openCourse('moodle', laurel, { clock });
  tenant = openTenant(laurel, opened.platform, opened.course.platformId, opened.tool);
  const { awardId } = await setUpBadge(laurel, tenant, 'Data analysis');
  const credential = await laurel.credentials.findByAward(awardId);
  if (credential === null) throw new Error('no badge');
  await laurel.credentials.share(credential.id, credential.personId, 'public');
  const { achievementId } = credential;
  const [, id = ''] = /achievements\/([\w-]+)/.exec(achievementId) ?? [];
  badge = { achievementId: id || achievementId, url: '', credentialId: credential.id };
  const said = JSON.parse(credential.json) as {
    credentialSubject: { achievement: { id: string } };
  };
  badge.url = said.credentialSubject.achievement.id;
  teacher = (await tenant.enter('teacher')).browser;
  closePlatform = () => opened.platform.close();
}

let closePlatform: () => Promise<void>;
let smtp: Awaited<ReturnType<typeof startSmtp>>;
/** What was mailed so far. */
export const mails = () => smtp.received;

/** A course with a badge that somebody has, and whoever is invited to endorse it. */
export function useEndorsing(): void {
  beforeAll(open);
  afterAll(async () => {
    await closePlatform();
    await laurel.close();
    await smtp.close();
  });
}

/** Invites somebody. @returns the link */
export async function inviteBy(invitee = 'Example Works', to = ''): Promise<string> {
  const page = await teacher.get(`${laurel.url}/course/endorsements`);
  const fields = { achievement: badge.achievementId, invitee, to, days: '30' };
  const form = formsOf(page).find(({ action }) => action.endsWith('/course/endorsements'));
  const { origin } = new URL(page.url);
  const body = { ...form?.fields, ...fields };
  const made = await teacher.post(`${laurel.url}/course/endorsements`, body, { origin });
  const [, link] = /id="made" dir="ltr">([^<]+)</.exec(made.text) ?? [];
  if (link === undefined) throw new Error(`no link: ${made.status} ${made.text}`);
  return link;
}

export const WRITTEN = {
  name: 'Example Works',
  domain: 'works.example',
  comment: 'We hire for it. **Really.** <img src=x onerror=alert(1)> [x](javascript:alert(1))',
  months: '0',
  road: 'hosted',
  issuerId: '',
};

/** Writes an endorsement behind a link. */
export async function write(
  link: string,
  over: Record<string, string> = {},
  browser: Browser = createBrowser(),
): Promise<{ browser: Browser; page: BrowserAnswer }> {
  const first = await browser.get(link);
  const page = await browser.submit(first, { ...WRITTEN, ...over }, new URL(link).pathname);
  return { browser, page };
}

/** Publishes what the domain's owner is asked to. */
export function prove(page: BrowserAnswer): void {
  const read = (id: string) =>
    (new RegExp(`id="${id}" dir="ltr">([^<]+)<`).exec(page.text)?.[1] ?? '').replaceAll(
      '&#x3D;',
      '=',
    );
  records.set(read('record'), [[read('recordText')]]);
}

/** Endorses by a hosted key, from the link to the end. @returns the page of the end, and the secret address */
export async function endorse(link: string, over: Record<string, string> = {}) {
  const { browser, page } = await write(link, over);
  prove(page);
  clock.advance(10_000);
  const path = new URL(link).pathname;
  const proven = await browser.submit(page, {}, `${path}/prove`);
  const given = await browser.submit(proven, {}, `${path}/publish`);
  const [, manage] = /id="manage" dir="ltr">([^<]+)</.exec(given.text) ?? [];
  if (manage === undefined) throw new Error(`not given: ${given.status} ${given.text}`);
  const [, id = ''] = /href="\/endorsements\/([\w-]{22})"/.exec(given.text) ?? [];
  return { browser, given, proven, manage, id };
}
