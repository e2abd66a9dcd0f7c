import { createHash } from 'node:crypto';
import { createTestClock } from '../../../src/base/index.js';
import { personIdOf } from '../../../src/people/index.js';
import { openTenant } from '../../security/two-courses.js';
import { formsOf, type Browser, type BrowserAnswer } from '../../support/lms/index.js';
import { openCourse, textOf } from '../../support/open-course.js';
import { startSmtp } from '../../support/start-smtp.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** Sends a form as a browser does that has files in it. */
export async function sendForm(
  browser: Browser,
  url: string,
  fields: Fields,
  file?: { readonly name: string; readonly bytes: Uint8Array },
): Promise<BrowserAnswer> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields))
    for (const each of [value].flat()) body.append(name, each);
  if (file) body.set('file', new Blob([Buffer.from(file.bytes)]), file.name);
  const request = new Request('http://x/', { method: 'POST', body });
  const answer = await browser.request(url, {
    method: 'POST',
    headers: {
      'content-type': request.headers.get('content-type') ?? '',
      origin: new URL(url).origin,
    },
    body: Buffer.from(await request.arrayBuffer()) as never,
  });
  const location = answer.headers.get('location');
  return answer.status === 303 && location !== null
    ? browser.get(new URL(location, url).href)
    : answer;
}

export const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n');

/** A course in which work is asked for, with its people. */
export async function useApplications(kind: 'moodle' | 'canvas' = 'moodle') {
  const clock = createTestClock(new Date());
  const smtp = await startSmtp();
  const laurel: TestLaurel = await startTestLaurel({ clock, env: { SMTP_URL: smtp.url } });
  const open = await openCourse(kind, laurel, { clock });
  const { platform, tool, course } = open;
  const tenant = openTenant(laurel, platform, course.platformId, tool);
  const enter = async (as: string) => {
    const { browser, csrf } = await tenant.enter(as);
    return {
      browser,
      csrf,
      get: (path: string) => browser.get(`${laurel.url}${path}`),
      post: (path: string, fields: Fields, file?: Parameters<typeof sendForm>[3]) =>
        sendForm(browser, `${laurel.url}${path}`, { _csrf: csrf, ...fields }, file),
    };
  };
  const teacher = await enter('teacher');

  /** Asks for work as a teacher does by the form. @returns its id */
  async function ask(more: Fields = {}): Promise<string> {
    const made = await teacher.browser.post(
      `${laurel.url}/course/applications`,
      { _csrf: teacher.csrf, title: 'A portfolio' },
      { origin: laurel.url },
    );
    const id = new URL(made.url).pathname.split('/')[3] ?? '';
    const page = await teacher.get(`/course/applications/${id}/edit`);
    const form = formsOf(page).find(({ fields }) => 'revision' in fields);
    const saved = await teacher.post(`/course/applications/${id}/edit`, {
      revision: form?.fields['revision'] ?? '',
      title: 'A portfolio',
      instructions: 'Show what you made.',
      textAsked: 'must',
      textMost: '500',
      linksLeast: '0',
      linksMost: '2',
      filesLeast: '0',
      filesMost: '2',
      megabytes: '1',
      kinds: ['pdf', 'image'],
      c_c1_name: 'Reflection',
      c_c1_description: '',
      c_c1_required: '',
      l_c1_l1_name: 'Not yet',
      l_c1_l1_points: '0',
      l_c1_l1_description: '',
      l_c1_l2_name: 'Good',
      l_c1_l2_points: '3',
      l_c1_l2_description: 'Names what was learned.',
      l_c1_l3_name: 'Very good',
      l_c1_l3_points: '5',
      l_c1_l3_description: '',
      pass: 'total',
      passPoints: '3',
      agree: '1',
      do: 'open',
      ...more,
    });
    if (saved.status !== 200 || saved.url.includes('notYet'))
      throw new Error(`${saved.status} ${textOf(saved)}`);
    return id;
  }

  /** Sets up a badge that asks for the approved application alone. */
  async function badgeFor(taskId: string): Promise<void> {
    const first = await teacher.get('/course/new');
    const key = createHash('sha256').update(`application ${taskId}`).digest('hex').slice(0, 12);
    if (!first.text.includes(`value="${key}"`)) throw new Error('it is not offered to badges');
    const typed = {
      use: key,
      name: 'Portfolio',
      canDo: 'show what they made',
      criteria: 'Hand in a portfolio.',
      // A decision is told to its learner: nobody confirms once more that results are released.
      release: 'released',
    };
    const looked = await teacher.browser.submit(first, { ...typed, do: 'simulate' }, '/course/new');
    const active = await teacher.browser.submit(
      looked,
      { ...typed, do: 'activate' },
      '/course/drafts/',
    );
    if (!active.url.includes('/course/badges/')) throw new Error(textOf(active));
  }

  const subOf = (name: string) => platform.person(name).sub;
  const applicationOf = async (taskId: string, name: string) => {
    const found = await laurel.applications.stores.applications.findOf(taskId, subOf(name));
    if (found === null) throw new Error(`${name} has no application`);
    return found;
  };
  const badgesOf = (name: string) =>
    laurel.credentials.listByPerson(personIdOf(course.platformId, subOf(name)));

  /** Time goes by, and what works in the background does its work. */
  async function work(ms = 0): Promise<void> {
    clock.advance(ms);
    await laurel.applications.finish();
    await laurel.checks.check(course);
  }

  return {
    laurel,
    course,
    clock,
    enter,
    teacher,
    ask,
    badgeFor,
    applicationOf,
    badgesOf,
    subOf,
    work,
    smtp,
    async close() {
      await platform.close();
      await laurel.close();
      await smtp.close();
    },
  };
}
