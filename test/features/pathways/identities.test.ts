import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formsOf, type Browser } from '../../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { joinHome, signIn } from '../home/use-home.js';
import {
  bakeOlder,
  serveAssertion,
  startForeignHost,
  type ForeignHost,
} from '../imports/foreign-host.js';
import {
  beginDrawing,
  doWork,
  drawOne,
  openProgramme,
  setUpAt,
  type Drawing,
} from './use-drawing.js';

describe('a pathway of badges of two platforms and of elsewhere', () => {
  let laurel: TestLaurel;
  let here: Awaited<ReturnType<typeof openProgramme>>;
  let there: Awaited<ReturnType<typeof openProgramme>>;
  let host: ForeignHost;
  let drawing: Drawing;
  let home: Browser;
  const ANN = 'ann@life.example';

  beforeAll(async () => {
    laurel = await startTestLaurel();
    host = await startForeignHost();
    here = await openProgramme(laurel, 'moodle');
    there = await openProgramme(laurel, 'canvas');
    const reading = await setUpAt(laurel, here.tenant, 'Reading', 40);
    const writing = await setUpAt(laurel, there.tenant, 'Writing', 40);
    serveAssertion(host, ANN);
    drawing = await beginDrawing(laurel, here.teacher, 'Both');
    // A badge of another platform is found by its address.
    const found = await here.teacher.get(
      `${laurel.url}${drawing.base}?q=${encodeURIComponent(`${laurel.url}/achievements/${writing.achievementId}`)}`,
    );
    expect(found.status).toBe(200);
    const issuerId = `${host.url}/public/issuers/fablab`;
    await drawOne(
      drawing,
      [reading.achievementId, writing.achievementId],
      [{ name: 'Soldering, level 1', issuerId, issuerName: 'Fab Lab Example' }],
    );
    const published = await drawing.act({ do: 'publish' });
    expect(published.url).toContain('done=published');
  });
  afterAll(async () => {
    await here.platform.close();
    await there.platform.close();
    await host.close();
    await laurel.close();
  });

  async function bring(email: string, id: string, more: object = {}): Promise<void> {
    const file = bakeOlder(JSON.stringify(serveAssertion(host, email, { ...more }, id)));
    const page = await home.get(`${laurel.url}/home/elsewhere`);
    const form = new FormData();
    form.set('_csrf', formsOf(page).find(({ fields }) => fields['_csrf'])!.fields['_csrf']!);
    form.set('file', new Blob([new Uint8Array(file)]), 'soldering.png');
    const request = new Request('http://x/', { method: 'POST', body: form });
    await home.request(`${laurel.url}/home/elsewhere`, {
      method: 'POST',
      headers: {
        'content-type': request.headers.get('content-type') ?? '',
        origin: laurel.url,
        accept: 'text/html',
      },
      body: Buffer.from(await request.arrayBuffer()),
    });
    await doWork(laurel);
  }
  const walk = () => laurel.pathways.walks.find(drawing.id, here.personOf('learner1'));

  it('counts a badge of another platform for who has proven to be one there, and for nobody else', async () => {
    await there.grade('learner1', 90);
    await here.grade('learner1', 90);
    await here.grade('learner2', 90);
    expect((await walk())?.done).toHaveLength(1);
    await joinHome(laurel, await here.tenant.enter('learner1'), ANN);
    await joinHome(laurel, await there.tenant.enter('learner1'), ANN);
    await joinHome(laurel, await here.tenant.enter('learner2'), 'bob@life.example');
    await doWork(laurel);
    expect((await walk())?.done).toHaveLength(2);
    const bob = await laurel.pathways.walks.find(drawing.id, here.personOf('learner2'));
    expect(bob?.done).toHaveLength(1);
    // The walk is on the pathway's own platform alone.
    expect(await laurel.pathways.walks.find(drawing.id, there.personOf('learner1'))).toBeNull();
  });

  it('does not count a badge of elsewhere whose recipient is another, or of which nothing is proven', async () => {
    home = (await signIn(laurel, ANN)).browser;
    await bring('mallory@life.example', '2');
    expect((await walk())?.done).toHaveLength(2);
    await bring(ANN, '3', { revoked: true });
    expect((await walk())?.done).toHaveLength(2);
  });

  it('counts one that is good and theirs, and gives the milestones on the pathway’s platform, once', async () => {
    await bring(ANN, '1');
    expect((await walk())?.done).toHaveLength(3);
    expect(await here.held('learner1')).toEqual(['All done', 'Reading', 'Steps done']);
    expect(await there.held('learner1')).toEqual(['Writing']);
    await doWork(laurel);
    expect(await here.held('learner1')).toHaveLength(3);
    expect(await here.held('learner2')).toEqual(['Reading']);
  });

  it('has whoever draws the pathway asked once its issuer takes it back', async () => {
    const { homeId } = (await laurel.home.togetherWith(here.personOf('learner1')))!;
    const kept = await laurel.imports.kept.list(homeId);
    host.documents.set('/public/assertions/1', 410);
    for (const { id } of kept) {
      const page = await home.get(`${laurel.url}/home/elsewhere`);
      const _csrf = formsOf(page).find(({ fields }) => fields['_csrf'])!.fields['_csrf']!;
      await home.post(
        `${laurel.url}/home/elsewhere/${id}/check`,
        { _csrf },
        { origin: laurel.url },
      );
    }
    await doWork(laurel);
    expect((await walk())?.done).toHaveLength(2);
    expect(await here.held('learner1')).toContain('All done');
    expect(await laurel.pathways.claims.listLost(drawing.id, 10)).toHaveLength(2);
  });
});
