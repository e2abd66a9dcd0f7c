import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTenant, register } from '../../security/two-courses.js';
import { startMoodleLike } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import {
  beginDrawing,
  doJobs,
  doWork,
  drawOne,
  openProgramme,
  setUpAt,
  type Drawing,
} from './use-drawing.js';

describe('who may design pathways', () => {
  let laurel: TestLaurel;
  let world: Awaited<ReturnType<typeof openProgramme>>;
  let drawing: Drawing;
  const policy = (designers: 'instructors' | 'administrators', needsApproval: boolean) =>
    laurel.lti.platforms.change(world.course.platformId, {
      badgePolicy: { designers, needsApproval },
    });
  const list = async () => {
    const { browser } = await world.tenant.enter('admin');
    return { browser, page: await browser.get(`${laurel.url}/admin/approvals`) };
  };

  beforeAll(async () => {
    laurel = await startTestLaurel();
    world = await openProgramme(laurel, 'moodle');
    const { achievementId } = await setUpAt(laurel, world.tenant, 'Reading', 50);
    drawing = await beginDrawing(laurel, world.teacher, 'Data programme');
    await drawOne(drawing, [achievementId]);
    await world.grade('learner1', 80);
  });
  afterAll(async () => {
    await world.platform.close();
    await laurel.close();
  });

  it('is said by the platform’s policy: where administrators design, a teacher neither sees nor changes a drawing', async () => {
    await policy('administrators', false);
    expect((await drawing.page()).status).toBe(403);
    const { browser } = await world.tenant.enter('teacher');
    const shown = await browser.get(`${laurel.url}/course/pathways`);
    expect(textOf(shown)).not.toContain('Begin a pathway');
    const admin = await world.tenant.enter('admin');
    expect((await admin.browser.get(`${laurel.url}${drawing.base}`)).status).toBe(200);
    await policy('instructors', true);
  });

  it('has a teacher’s pathway wait where the policy asks for approval; a change takes the request back', async () => {
    expect(textOf(await drawing.page())).toContain('Ask for approval');
    const asked = await drawing.act({ do: 'publish', backfill: 'yes' });
    expect(textOf(asked)).toContain('It waits for an administrator');
    expect(await drawing.stored()).toMatchObject({ state: 'draft', latestVersion: 0 });
    expect(textOf((await list()).page)).toContain('Data programme');
    const [group] = (await drawing.drawn()).groups;
    await drawing.act({ do: 'group', id: group!.id, name: 'Basics', need: 'all' });
    expect((await drawing.stored()).waiting).toBeUndefined();
    expect(textOf((await list()).page)).not.toContain('Data programme');
    await drawing.act({ do: 'publish', backfill: 'yes' });
    await doWork(laurel);
    expect(await world.held('learner1')).toEqual(['Reading']);
  });

  it('gives it back with a reason, which the teacher reads', async () => {
    const { browser, page } = await list();
    const path = `/admin/approvals/pathways/${drawing.id}/send-back`;
    const empty = await browser.submit(page, { reason: '' }, path);
    expect([empty.status, textOf(empty)]).toEqual([
      422,
      expect.stringContaining('Write what should be changed'),
    ]);
    const done = await browser.submit(page, { reason: 'Name a level.' }, path);
    expect(textOf(done)).toContain('Whoever drew the pathway is asked to change it.');
    expect(textOf(await drawing.page())).toContain('Name a level.');
    await drawing.act({ do: 'publish', backfill: 'yes' });
    expect((await drawing.stored()).sentBack).toBeUndefined();
  });

  it('is nobody’s of another platform, and not what was changed since it was looked at', async () => {
    const other = await startMoodleLike();
    const tool = other.registerTool({ url: laurel.url });
    const elsewhere = openTenant(laurel, other, await register(laurel, other, tool), tool);
    const { browser } = await elsewhere.enter('admin');
    const theirs = await browser.get(`${laurel.url}/admin/approvals`);
    expect(textOf(theirs)).not.toContain('Data programme');
    const { revision } = await drawing.stored();
    const path = `${laurel.url}/admin/approvals/pathways/${drawing.id}/approve`;
    const { csrf: _csrf } = await elsewhere.enter('admin');
    const denied = await browser.post(
      path,
      { _csrf, revision: String(revision) },
      { origin: laurel.url },
    );
    expect([403, 404]).toContain(denied.status);
    await other.close();
    const { approvals } = laurel.pathways;
    await expect(
      approvals.approve(null, drawing.id, revision - 1, 'operator'),
    ).rejects.toMatchObject({ code: 'pathway_changed' });
    await expect(
      approvals.approve({ platformId: 'other' }, drawing.id, revision, 'operator'),
    ).rejects.toMatchObject({ code: 'approval_unknown' });
    expect(await drawing.stored()).toMatchObject({ latestVersion: 0 });
  });

  it('is published once an administrator approves it, with what was asked for, and told in the audit log', async () => {
    const { browser, page } = await list();
    expect(textOf(page)).toContain('Those who have done everything already get its badges, too.');
    const done = await browser.submit(page, {}, `/admin/approvals/pathways/${drawing.id}/approve`);
    expect(textOf(done)).toContain('The pathway is published.');
    await doJobs(laurel);
    expect(await world.held('learner1')).toEqual(['All done', 'Reading', 'Steps done']);
    const actions = (await laurel.audit.list({ subject: `pathway:${drawing.id}` })).map(
      ({ action }) => action,
    );
    expect(actions).toEqual(
      expect.arrayContaining([
        'pathway.submitted',
        'pathway.sent_back',
        'pathway.approved',
        'pathway.published',
      ]),
    );
    const [job] = await laurel.store.connection
      .collection('pathways')
      .find({ _id: drawing.id as never })
      .toArray();
    expect(job).not.toHaveProperty('waiting');
  });
});
