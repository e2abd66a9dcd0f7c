import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { beginDrawing, doWork, drawOne, openProgramme, setUpAt } from './use-drawing.js';

describe('a decision by hand about a milestone, by the API', () => {
  let laurel: TestLaurel;
  let world: Awaited<ReturnType<typeof openProgramme>>;
  let secret = '';
  let pathwayId = '';
  const ask = async (path: string, body: object = {}) => {
    const answer = await fetch(`${laurel.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as { state?: string } };
  };
  const milestones = async () => {
    const awards = await laurel.awards.store.listByPerson(
      `${world.course.platformId}/${world.platform.person('learner1').sub}`,
    );
    return awards.filter(({ ruleId }) => ruleId === `pathway-${pathwayId}`);
  };

  beforeAll(async () => {
    laurel = await startTestLaurel();
    world = await openProgramme(laurel, 'canvas');
    const { achievementId } = await setUpAt(laurel, world.tenant, 'Reading', 50);
    const drawing = await beginDrawing(laurel, world.teacher, 'Programme');
    await drawOne(drawing, [achievementId]);
    await drawing.act({ do: 'publish' });
    pathwayId = drawing.id;
    await world.grade('learner1', 80);
    ({ secret } = await laurel.oauth.make({
      name: 'test',
      scopes: ['awards:read', 'awards:write'],
      platformId: world.course.platformId,
      deploymentId: null,
      days: 1,
      actor: 'operator',
    }));
  });
  afterAll(async () => {
    await world.platform.close();
    await laurel.close();
  });

  it('takes it, and no look gives it again; undone in time it counts as before', async () => {
    const [one] = await milestones();
    const revoked = await ask(`/awards/${one!.id}/revoke`, { reason: 'Given in error' });
    expect(revoked).toMatchObject({ status: 200, body: { state: 'revoked' } });
    await doWork(laurel);
    expect((await milestones()).find(({ id }) => id === one!.id)?.state).toBe('revoked');
    expect(await milestones()).toHaveLength(2);
    const back = await ask(`/awards/${one!.id}/reinstate`);
    expect(back).toMatchObject({ status: 200, body: { state: 'active' } });
    await doWork(laurel);
    expect((await milestones()).map(({ state }) => state)).toEqual(['active', 'active']);
    expect(await world.held('learner1')).toHaveLength(3);
    expect(await laurel.pathways.claims.listLost(pathwayId, 10)).toEqual([]);
  });

  it('issues it anew with today’s words, and gives no milestone by hand: it is given for its parts', async () => {
    const [one] = await milestones();
    const same = await ask(`/awards/${one!.id}/correct`, { reason: 'A wrong word' });
    expect([200, 409]).toContain(same.status);
    const by = await ask('/awards', {
      ruleId: `pathway-${pathwayId}`,
      userId: world.platform.person('learner2').sub,
      reason: 'Because',
    });
    expect(by.status).toBe(404);
  });
});
