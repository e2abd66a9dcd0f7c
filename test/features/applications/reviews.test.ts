import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNDO_MS } from '../../../src/base/index.js';
import { textOf } from '../../support/open-course.js';
import { personIdOf } from '../../../src/people/index.js';
import { PDF, useApplications } from './use-applications.js';

type World = Awaited<ReturnType<typeof useApplications>>;
type Visitor = Awaited<ReturnType<World['enter']>>;

describe('reviews', () => {
  let world: World;
  let assistant: Visitor;
  beforeAll(async () => {
    world = await useApplications();
    assistant = await world.enter('nonediting');
  });
  afterAll(() => world.close());

  async function handIn(taskId: string, name: string, text = 'Work') {
    const learner = await world.enter(name);
    const done = await learner.post(
      `/my/applications/${taskId}`,
      { text, links: '', do: 'hand-in' },
      { name: 'a.pdf', bytes: PDF },
    );
    expect(done.status).toBe(200);
    return learner;
  }
  const pathOf = async (taskId: string, name: string) =>
    `/course/applications/${taskId}/work/${(await world.applicationOf(taskId, name)).id}`;
  const approve = (who: Visitor, path: string, level = 'l2') =>
    who.post(path, { round: '1', level_c1: level, do: 'approve' });

  it('by two: the second sees nothing of the first, and a third decides where they differ', async () => {
    const taskId = await world.ask({ agree: '2' });
    await handIn(taskId, 'learner1');
    const path = await pathOf(taskId, 'learner1');
    await world.teacher.post(path, {
      round: '1',
      level_c1: 'l1',
      comment: 'SECRET OPINION',
      do: 'refuse',
    });
    expect((await world.applicationOf(taskId, 'learner1')).state).toBe('submitted');
    const blind = await assistant.get(path);
    expect(textOf(blind)).not.toContain('SECRET OPINION');
    // Nobody has two of the two votes.
    expect((await approve(world.teacher, path)).status).toBe(409);
    expect((await approve(assistant, path)).status).toBe(200);
    expect((await world.applicationOf(taskId, 'learner1')).state).toBe('submitted');
    expect(textOf(await assistant.get(path))).toContain('SECRET OPINION');
    const third = await world.enter('admin');
    const page = await third.get(path);
    expect(textOf(page)).toContain('Two reviewers differ.');
    expect((await approve(third, path)).status).toBe(200);
    expect((await world.applicationOf(taskId, 'learner1')).state).toBe('approved');
  });

  it('two who press at once: one review counts, and there is one decision', async () => {
    const taskId = await world.ask();
    await handIn(taskId, 'learner2');
    const path = await pathOf(taskId, 'learner2');
    const answers = await Promise.all([
      approve(world.teacher, path),
      approve(assistant, path),
      approve(world.teacher, path),
    ]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 409, 409]);
    const { id } = await world.applicationOf(taskId, 'learner2');
    expect(await world.laurel.applications.stores.reviews.list(id)).toHaveLength(1);
  });

  it('can be undone as long as nothing was told, and no longer', async () => {
    const taskId = await world.ask();
    await handIn(taskId, 'learner3');
    const path = await pathOf(taskId, 'learner3');
    await approve(world.teacher, path);
    expect((await assistant.post(path, { do: 'undo' })).status).toBe(409);
    const undone = await world.teacher.post(path, { do: 'undo' });
    expect(undone.url).toContain('done=undone');
    expect((await world.applicationOf(taskId, 'learner3')).state).toBe('submitted');
    await world.work(UNDO_MS + 1_000);
    expect((await world.applicationOf(taskId, 'learner3')).isFinal).toBeUndefined();
    await approve(world.teacher, path);
    await world.work(UNDO_MS + 1_000);
    expect((await world.applicationOf(taskId, 'learner3')).isFinal).toBe(true);
    expect((await world.teacher.post(path, { do: 'undo' })).status).toBe(409);
  });

  it('by named people alone, who find it on their own page; nobody reviews their own', async () => {
    const taskId = await world.ask({ reviewers: [world.subOf('learner5')] });
    const own = await handIn(taskId, 'learner5');
    await handIn(taskId, 'learner4');
    const path = await pathOf(taskId, 'learner4');
    // An instructor reads it; whoever is named decides.
    expect((await world.teacher.get(path)).status).toBe(200);
    expect((await approve(world.teacher, path)).status).toBe(409);
    expect(textOf(await own.get('/my/reviews'))).toContain('A portfolio');
    const queue = await own.get(`/my/reviews/${taskId}`);
    expect(queue.status).toBe(200);
    const mine = (await pathOf(taskId, 'learner5')).replace('/course/applications', '/my/reviews');
    expect((await approve(own, mine)).status).toBe(403);
    const theirs = path.replace('/course/applications', '/my/reviews');
    expect((await approve(own, theirs)).status).toBe(200);
    const stranger = await world.enter('learner6');
    expect((await stranger.get(theirs)).status).toBe(404);
    expect((await stranger.get(`/my/reviews/${taskId}`)).status).toBe(404);
  });

  it('are nobody else’s: files, pages and buttons of others are not there', async () => {
    const taskId = await world.ask();
    await handIn(taskId, 'learner7');
    const { id, handedIn } = await world.applicationOf(taskId, 'learner7');
    const [file] = handedIn!.fileIds;
    const other = await world.enter('learner8');
    await other.post(`/my/applications/${taskId}`, { text: 'Mine', do: 'save' });
    for (const path of [
      `/my/applications/${taskId}/files/${file}`,
      `/my/reviews/${taskId}/work/${id}/files/${file}`,
      `/course/applications/${taskId}/work/${id}/files/${file}`,
      `/course/applications/${taskId}/work/${id}`,
      `/evidence/${file}`,
    ])
      expect([403, 404], path).toContain((await other.get(path)).status);
    // What is only a draft is not its reviewers'.
    const { id: draft } = await world.applicationOf(taskId, 'learner8');
    expect((await world.teacher.get(`/course/applications/${taskId}/work/${draft}`)).status).toBe(
      404,
    );
    const forged = await other.browser.post(`${world.laurel.url}/my/applications/${taskId}`, {
      _csrf: 'forged',
      text: 'x',
      do: 'hand-in',
    });
    expect(forged.status).toBe(403);
    expect((await world.applicationOf(taskId, 'learner8')).state).toBe('draft');
  });

  it('shows what people wrote as text', async () => {
    const taskId = await world.ask({ instructions: '<b id="x">bold</b>' });
    await handIn(taskId, 'learner9', '<img src=x onerror=alert(1)>');
    const list = await world.teacher.get('/course/applications');
    expect(textOf(list)).toContain('A portfolio');
    const page = await world.teacher.get(await pathOf(taskId, 'learner9'));
    expect(page.text).not.toContain('<img src=x');
    expect(page.text).not.toContain('<b id="x">');
    expect(page.text).toContain('&lt;img src');
  });

  it('are taken up again after a crash between any two steps', async () => {
    const taskId = await world.ask();
    await handIn(taskId, 'learner10');
    const { stores } = world.laurel.applications;
    const application = await world.applicationOf(taskId, 'learner10');
    const review = {
      applicationId: application.id,
      taskId,
      round: 1,
      slot: 1,
      reviewerId: world.subOf('teacher'),
      verdict: 'approve' as const,
      levels: [{ criterion: 'c1', level: 'l2' }],
      points: 3,
      maximum: 5,
      comment: '',
      comments: {},
      at: world.clock.now(),
    };
    // The review was kept, and the process ended before it was summed up.
    await stores.reviews.insert(application.course, review);
    await world.work(120_000);
    expect((await world.applicationOf(taskId, 'learner10')).state).toBe('approved');
    // Undoing was begun, and the process ended.
    const decided = await world.applicationOf(taskId, 'learner10');
    const soon = new Date(world.clock.now().getTime() + 60_000);
    expect(await stores.decisions.beginUndo(decided, world.clock.now(), soon)).toBe(true);
    await world.work(120_000);
    expect((await world.applicationOf(taskId, 'learner10')).state).toBe('submitted');
    expect(await stores.reviews.list(application.id)).toHaveLength(0);
    // It stands, and the process ended before that was told: it is told once.
    await approve(world.teacher, await pathOf(taskId, 'learner10'));
    world.clock.advance(UNDO_MS + 1_000);
    await stores.decisions.settle(await world.applicationOf(taskId, 'learner10'));
    await world.work();
    await world.work();
    expect((await world.applicationOf(taskId, 'learner10')).step).toBeUndefined();
    const mails = await world.laurel.store.connection
      .collection('mails')
      .find({ view: 'application-approve' })
      .toArray();
    const personId = personIdOf(world.course.platformId, world.subOf('learner10'));
    expect(mails.filter((mail) => mail['personId'] === personId)).toHaveLength(1);
  });

  it('are told by mail: named reviewers that work waits, learners what was decided', async () => {
    await world.laurel.mail.sendDue();
    const taskId = await world.ask({ reviewers: [world.subOf('nonediting')] });
    for (const [name, verdict] of [
      ['learner1', 'return'],
      ['learner2', 'refuse'],
      ['learner3', 'approve'],
    ] as const) {
      await handIn(taskId, name);
      const path = (await pathOf(taskId, name)).replace('/course/applications', '/my/reviews');
      const said = { round: '1', level_c1: 'l2', comment: 'Because.', do: verdict };
      expect((await assistant.post(path, said)).status).toBe(200);
    }
    await world.work(UNDO_MS + 1_000);
    world.smtp.received.length = 0;
    await world.laurel.mail.sendDue();
    const subjects = world.smtp.received.map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1]?.trim());
    expect(subjects.filter((one) => one?.startsWith('Work waits for your review'))).toHaveLength(1);
    for (const subject of ['Your work was approved', 'More is asked for', 'About your work'])
      expect(subjects.some((one) => one?.startsWith(subject))).toBe(true);
  });

  it('hands everything out to its person, and erases it', async () => {
    const taskId = await world.ask();
    await handIn(taskId, 'learner11', 'My own words');
    const { ownData } = world.laurel.applications;
    const { platformId } = world.course;
    const userId = world.subOf('learner11');
    const id = personIdOf(platformId, userId);
    const [person] = await world.laurel.people.findMany([id]);
    const told = JSON.stringify(await ownData.read(person!));
    expect(told).toContain('My own words');
    expect(told).toContain(PDF.toString('base64'));
    await ownData.erase(person!);
    const { connection } = world.laurel.store;
    for (const name of ['applications', 'application_files'])
      expect(await connection.collection(name).countDocuments({ userId })).toBe(0);
    expect(JSON.stringify(await ownData.read(person!))).not.toContain('My own words');
  });

  it('limits what one request and one person may bring', async () => {
    const taskId = await world.ask();
    const learner = await world.enter('learner12');
    const at = `/my/applications/${taskId}`;
    const large = Buffer.concat([PDF, Buffer.alloc(1_100_000)]);
    const refused = await learner.post(
      at,
      { text: 'kept', do: 'save' },
      { name: 'a.pdf', bytes: large },
    );
    expect(refused.status).toBe(422);
    expect(textOf(refused)).toContain('The file is larger than 1 MB.');
    expect((await world.applicationOf(taskId, 'learner12')).draft.text).toBe('kept');
    for (let n = 0; n < 2; n += 1)
      await learner.post(at, { text: 'kept', do: 'save' }, { name: 'a.pdf', bytes: PDF });
    const third = await learner.post(
      at,
      { text: 'kept', do: 'save' },
      { name: 'a.pdf', bytes: PDF },
    );
    expect(textOf(third)).toContain('There are as many files as are taken: 2.');
    const [fileId] = (await world.applicationOf(taskId, 'learner12')).draft.fileIds;
    await learner.post(at, { text: 'kept', do: `remove:${fileId}` });
    const left = (await world.applicationOf(taskId, 'learner12')).draft.fileIds;
    expect(left).toHaveLength(1);
    expect(await world.laurel.applications.stores.files.find(fileId!)).toBeNull();
    await learner.post(at, { text: 'kept', do: 'hand-in' });
    const withdrawn = await learner.post(at, { do: 'withdraw' });
    expect(withdrawn.url).toContain('done=withdrawn');
    expect((await world.applicationOf(taskId, 'learner12')).state).toBe('withdrawn');
  });
});
