import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBrowser, formsOf, type Browser, type CanvasLike } from '../../support/lms/index.js';
import type { ApiKey } from '../../support/lms/canvas/oauth.js';
import { openCourse, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

// From now on: the store drops what has run out by the machine's clock.
let time = Date.now();
const clock = { now: () => new Date(time) };
const later = (ms: number) => (time += ms);
/** How long Laurel waited, in milliseconds; its waiting moves the clock. */
const pauses: number[] = [];
let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
let canvas: CanvasLike;
let key: ApiKey;

beforeAll(async () => {
  laurel = await startTestLaurel({
    clock,
    async pause(ms) {
      pauses.push(ms);
      later(ms);
      return Promise.resolve();
    },
  });
  open = await openCourse('canvas', laurel, { clock });
  canvas = open.platform as CanvasLike;
  key = canvas.oauth.registerKey({
    redirectUris: [`${laurel.url}/course/sources/canvas/callback`],
  });
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

const sources = () => `${laurel.url}/course/sources`;
const quizId = () => canvas.column('Quiz 1').column.id;
const pull = (assessmentId = quizId(), userId?: string) =>
  laurel.grades.pull(
    open.course,
    { source: 'canvas', assessmentId },
    userId === undefined ? {} : { userId },
  );

async function saveKey(changes: Record<string, string> = {}) {
  const { browser } = await open.enter('admin');
  const page = await browser.get(sources());
  const { clientId, clientSecret } = key;
  const filled = { apiUrl: canvas.baseUrl, clientId, clientSecret, ...changes };
  return browser.submit(page, filled, '/course/sources/canvas/key');
}

/** From the page to Canvas's own question; gives the address of that. */
async function begin(browser: Browser, fields: Record<string, string> = {}): Promise<string> {
  const page = await browser.get(sources());
  const asked = await browser.submit(page, fields, '/course/sources/canvas/authorise');
  const href = /href="([^"]+\/login\/oauth2\/auth[^"]+)"/.exec(asked.text)?.[1] ?? '';
  return href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
}
async function authorise(as = 'teacher', answer: 'accept' | 'deny' = 'accept') {
  const { browser } = await open.enter(as);
  const consent = await browser.get(await begin(browser));
  return browser.submit(consent, {}, `/login/oauth2/${answer}`);
}

describe('connecting Canvas’s API', () => {
  it('refuses a key or a secret that Canvas does not know, and keeps nothing', async () => {
    const page = await saveKey({ clientSecret: 'wrong-secret' });
    expect(page.status).toBe(422);
    expect(textOf(page)).toContain('Canvas does not know this ID and secret');
    expect(page.text).not.toContain('wrong-secret');
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_no_key' });
  });

  it('takes one that Canvas knows, from an administrator, and keeps the secret sealed', async () => {
    const page = await saveKey();
    expect(page.status).toBe(200);
    expect(page.text).not.toContain(key.clientSecret);
    const rows = await laurel.store.connection.collection('grade_connections').find().toArray();
    expect(JSON.stringify(rows)).not.toContain(key.clientSecret);
    const { browser } = await open.enter('teacher');
    expect((await browser.get(sources())).text).not.toContain('name="clientSecret"');
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_not_authorised' });
  });

  it('changes nothing when the teacher says no', async () => {
    const page = await authorise('teacher', 'deny');
    expect(textOf(page)).toContain('Nothing has changed');
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_not_authorised' });
  });

  it('refuses a state that was not begun here', async () => {
    const { browser } = await open.enter('teacher');
    const state = 'x'.repeat(43);
    const page = await browser.get(`${sources()}/canvas/callback?code=c&state=${state}`);
    expect(page.status).toBe(400);
  });

  it('refuses somebody else’s consent to what a teacher began, and gives the token back', async () => {
    const attacker = await open.enter('teacher');
    const address = await begin(attacker.browser);
    const victim = createBrowser();
    await victim.get(`${canvas.baseUrl}/act-as?user=admin&next=/style.css`);
    const page = await victim.submit(await victim.get(address), {}, '/login/oauth2/accept');
    expect(page.status).toBe(403);
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_not_authorised' });
    const given = canvas.requests.filter(({ method }) => method === 'DELETE');
    expect(given.at(-1)?.path).toContain('/login/oauth2/token');
  });

  it('lets the same person authorise in a window without the frame’s cookie', async () => {
    const { browser } = await open.enter('teacher');
    const address = await begin(browser);
    const other = createBrowser();
    await other.get(`${canvas.baseUrl}/act-as?user=teacher&next=/style.css`);
    const consent = await other.get(address);
    const page = await other.submit(consent, {}, '/login/oauth2/accept');
    expect(textOf(page)).toContain('Laurel may read grades');
    // The state counts once.
    const form = formsOf(consent).find(({ action }) => action.includes('accept'));
    const again = await other.post(form?.action ?? '', form?.fields ?? {});
    expect(again.status).toBe(400);
    expect((await pull()).assessment.title).toBe('Quiz 1');
  });

  it('authorises in one window', async () => {
    const page = await authorise();
    expect(page.url).toContain('/course/sources?done=authorised');
    expect(page.url).not.toContain('code=');
  });
});

describe('reading by Canvas’s API', () => {
  beforeEach(() => {
    canvas.faults.clear();
    later(20 * 60_000);
  });

  it('says of an assignment that is not published that it is not', async () => {
    const { column } = canvas.column('Quiz 1');
    column.published = false;
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_unpublished' });
    const listed = (await laurel.grades.listAssessments(open.course, ['canvas']))[0]?.assessments;
    const quiz = listed?.find(({ title }) => title === 'Quiz 1');
    expect(quiz?.obstacle?.code).toBe('canvas_unpublished');
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    expect(textOf(page)).toContain('This assignment is not published in Canvas');
    column.published = true;
    expect((await pull()).assessment.title).toBe('Quiz 1');
  });

  it('lists native quizzes and assignments', async () => {
    const listing = (await laurel.grades.listAssessments(open.course)).find(
      ({ source }) => source === 'canvas',
    );
    expect(listing?.obstacle).toBeUndefined();
    expect(listing?.assessments.map(({ title, maximum }) => [title, maximum])).toEqual(
      expect.arrayContaining([
        ['Quiz 1', '20'],
        ['Assignment 1', '100'],
      ]),
    );
  });

  it('joins REST ids to LTI subs through the roster: learners who never launched have their grade', async () => {
    canvas.setGrade('learner1', 'Quiz 1', 13.995);
    canvas.setGrade('learner2', 'Quiz 1', 0);
    canvas.setGrade('student-view', 'Quiz 1', 20);
    const { grades, notices } = await pull();
    const of = (name: string) => grades.find(({ userId }) => userId === canvas.person(name).sub);
    expect(of('learner1')).toMatchObject({ score: '13.995', maximum: '20', released: true });
    expect(of('learner2')).toMatchObject({ score: '0', state: 'graded' });
    expect(of('learner3')).toMatchObject({ state: 'empty', score: null });
    expect(of('student-view')).toBeUndefined();
    expect(grades.filter(({ score }) => score === '20')).toEqual([]);
    expect(notices.every(({ blocks }) => !blocks)).toBe(true);
    const one = await pull(quizId(), canvas.person('learner1').sub);
    expect(one.grades.map(({ score }) => score)).toEqual(['13.995']);
  });

  it('honours what is unposted, excused and pending', async () => {
    canvas.setGrade('learner4', 'Quiz 1', 18, { posted: false });
    canvas.column('Quiz 1').column.grades.get(canvas.person('learner4').id)!.postedAt = null;
    canvas.setGrade('learner5', 'Quiz 1', null, { excused: true });
    canvas.setGrade('learner6', 'Quiz 1', 19, { pending: true });
    canvas.column('Quiz 1').column.grades.get(canvas.person('learner6').id)!.value = null;
    const { grades } = await pull();
    const of = (name: string) => grades.find(({ userId }) => userId === canvas.person(name).sub);
    expect(of('learner4')).toMatchObject({ score: '18', released: false });
    expect(of('learner5')).toMatchObject({ state: 'excused', score: null });
    expect(of('learner6')).toMatchObject({ state: 'pending', score: null });
    canvas.column('Quiz 1').column.grades.get(canvas.person('learner4').id)!.postedAt = clock.now();
    const posted = (await pull()).grades.find(({ score }) => score === '18');
    expect(posted).toMatchObject({ released: true });
  });

  it('notices at the next reading that a grade was emptied, and a new one', async () => {
    const of = (grades: readonly { userId: string }[], name: string) =>
      grades.find(({ userId }) => userId === canvas.person(name).sub);
    canvas.setGrade('learner7', 'Quiz 1', 17);
    expect(of((await pull()).grades, 'learner7')).toMatchObject({ score: '17' });
    later(30_000);
    canvas.setGrade('learner7', 'Quiz 1', '');
    canvas.setGrade('learner10', 'Quiz 1', 16);
    const { grades } = await pull();
    expect(of(grades, 'learner7')).toMatchObject({ state: 'empty', score: null });
    expect(of(grades, 'learner10')).toMatchObject({ score: '16' });
  });

  it('shows whom the roster does not tell yet as not matched, never matches by name, and matches later', async () => {
    await pull();
    const twin = { ...canvas.person('learner11'), id: '424242', sub: 'enrolled-just-now' };
    canvas.course.people.push({ ...twin, username: 'twin' });
    canvas.setGrade('twin', 'Assignment 1', 100);
    const page = await (async () => {
      const { browser } = await open.enter('teacher');
      const setUp = await browser.get(`${laurel.url}/course/new`);
      const use = /name="use" value="([^"]+)"[^>]*><span>Assignment 1</.exec(setUp.text)?.[1] ?? '';
      const typed = { use, [`unit_${use}`]: 'percent', name: 'Seen', canDo: 'x', criteria: 'y' };
      return browser.submit(setUp, { ...typed, do: 'simulate' }, '/course/new');
    })();
    expect(textOf(page)).toContain('1 in Canvas could not be matched to anybody in the LTI roster');
    const ofTwin = async () =>
      (await pull(canvas.column('Assignment 1').column.id)).grades.filter(
        ({ score }) => score === '100',
      );
    expect(await ofTwin()).toEqual([]);
    later(61_000);
    expect(await ofTwin()).toMatchObject([{ userId: 'enrolled-just-now' }]);
    canvas.course.people.pop();
    later(20 * 60_000);
  });

  it('reads every page, and takes nothing of a reading that fails', async () => {
    const whole = (await pull()).grades.length;
    expect(whole).toBe(12);
    for (const kind of ['cut', 'cutJson', 'wrongJson', 'html', 'loopNext'] as const) {
      later(20 * 60_000);
      canvas.faults.add({ kind, match: '/students/submissions' });
      await expect(pull(), kind).rejects.toMatchObject({ status: 502 });
      canvas.faults.clear();
    }
    for (const kind of ['duplicate', 'reorder'] as const) {
      later(20 * 60_000);
      canvas.faults.add({ kind, match: '/students/submissions', times: 1 });
      expect((await pull()).grades, kind).toHaveLength(whole);
    }
  });

  it('slows down when the quota runs out, and comes back', async () => {
    canvas.api.quota.capacity = 1;
    canvas.api.quota.leakPerSecond = 0.4;
    // Somebody else has used the quota up: the first call is refused with 403, and that is no loss of rights.
    const bearer = canvas.oauth.issueToken(key, canvas.person('teacher'));
    const headers = { authorization: `Bearer ${bearer}`, 'user-agent': 'other/1.0' };
    await fetch(`${canvas.baseUrl}/api/v1/users/self`, { headers });
    pauses.length = 0;
    const from = canvas.requests.length;
    expect((await pull()).grades).toHaveLength(12);
    canvas.api.quota.capacity = 700;
    canvas.api.quota.leakPerSecond = 10;
    const refused = canvas.requests.slice(from).filter(({ status }) => status === 403);
    expect(refused.length).toBeGreaterThan(0);
    expect(pauses.some((ms) => ms === 5_000 || ms === 4_900)).toBe(true);
  });

  it('gives up for now when Canvas goes on refusing', async () => {
    canvas.api.quota.capacity = 0;
    canvas.api.quota.leakPerSecond = 0;
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_busy', retryAfterSeconds: 60 });
    canvas.api.quota.capacity = 700;
    canvas.api.quota.leakPerSecond = 10;
  });

  it('gives letters with their scheme', async () => {
    const essay = canvas.addActivity(canvas.course, {
      name: 'Essay',
      kind: 'assign',
      maximum: 100,
      gradingType: 'letter_grade',
    });
    canvas.setGrade('learner6', essay, 91);
    const listing = (await laurel.grades.listAssessments(open.course)).find(
      ({ source }) => source === 'canvas',
    );
    const listed = listing?.assessments.find(({ title }) => title === 'Essay');
    expect(listed).toMatchObject({ gradedAs: 'letters' });
    expect(listed?.scheme?.slice(0, 2)).toEqual([
      { letter: 'A', from: '94' },
      { letter: 'A-', from: '90' },
    ]);
    const six = (await pull(essay.id)).grades.find(({ score }) => score === '91');
    expect(six).toMatchObject({ letter: 'A-' });
  });

  it('renews an expired token once, however many ask at the same time', async () => {
    canvas.oauth.expireAccessTokens();
    later(3 * 3600_000);
    const before = canvas.oauth.refreshes;
    await Promise.all([pull(), pull(), pull()]);
    expect(canvas.oauth.refreshes).toBe(before + 1);
  });

  it('calls an assignment that was deleted gone', async () => {
    await expect(pull('999999')).rejects.toMatchObject({ code: 'assessment_gone' });
  });

  it('gives a badge by itself to a learner who never launched', async () => {
    canvas.setGrade('learner8', 'Assignment 1', 70);
    canvas.setGrade('learner9', 'Assignment 1', 69.99);
    canvas.setGrade('student-view', 'Assignment 1', 100);
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    const use = /name="use" value="([^"]+)"[^>]*><span>Assignment 1</.exec(page.text)?.[1] ?? '';
    expect(use).not.toBe('');
    const typed = {
      use,
      [`mark_${use}`]: '70',
      [`unit_${use}`]: 'percent',
      release: 'immediately',
      name: 'Canvas badge',
      canDo: 'do it',
      criteria: 'Pass.',
    };
    const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
    const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
    expect(active.url).toContain('/course/badges/');
    expect(await laurel.checks.check(open.course)).toMatchObject({ granted: 1 });
  });

  it('notices that the authorisation was withdrawn, says so, and asks no more', async () => {
    canvas.oauth.revoke();
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_grant_revoked' });
    const calls = canvas.requests.length;
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_grant_revoked' });
    expect(canvas.requests.length).toBe(calls);
    const { browser } = await open.enter('teacher');
    expect(textOf(await browser.get(sources()))).toContain('The authorisation was withdrawn');
    expect((await authorise()).url).toContain('done=authorised');
    expect((await pull()).assessment.title).toBe('Quiz 1');
  });
});
