import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseCircle } from '../../../src/course/set-up/activate-rule.js';
import { makeRule } from '../../../src/rules/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { beginDrawing, drawOne, openProgramme, setUpAt, type Drawing } from './use-drawing.js';

describe('badges that would be needed for themselves', () => {
  let laurel: TestLaurel;
  let world: Awaited<ReturnType<typeof openProgramme>>;
  let reading: Awaited<ReturnType<typeof setUpAt>>;
  let writing: Awaited<ReturnType<typeof setUpAt>>;
  let first: Drawing;
  const input = (achievementId: string) => ({
    kind: 'badge' as const,
    id: 'b1',
    achievementId,
    name: 'Milestone',
  });
  const milestone = async (drawing: Drawing) => {
    const { latestVersion } = await drawing.stored();
    const version = await laurel.pathways.store.findVersion(drawing.id, latestVersion);
    return version!.content.milestone!.achievementId!;
  };
  const deps = () => ({
    rules: laurel.rules.store,
    restingOn: (rule: Parameters<typeof laurel.pathways.restingOn>[0]) =>
      laurel.pathways.restingOn(rule),
  });

  beforeAll(async () => {
    laurel = await startTestLaurel();
    world = await openProgramme(laurel, 'canvas');
    reading = await setUpAt(laurel, world.tenant, 'Reading', 40);
    writing = await setUpAt(laurel, world.tenant, 'Writing', 60);
    first = await beginDrawing(laurel, world.teacher, 'First');
    await drawOne(first, [reading.achievementId]);
    await first.act({ do: 'publish' });
  });
  afterAll(async () => {
    await world.platform.close();
    await laurel.close();
  });

  it('a rule that asks for a milestone of a pathway that asks for the rule’s badge is refused, in words', async () => {
    const asking = { ...reading, inputs: [input(await milestone(first))] };
    await expect(refuseCircle(deps(), asking)).rejects.toMatchObject({
      code: 'rule_circle',
      message: 'This badge would ask for itself through other badges.',
    });
    // The same of a badge that the pathway does not ask for is no circle.
    await refuseCircle(deps(), { ...writing, inputs: [input(await milestone(first))] });
  });

  it('so is one through two pathways, with a rule between them', async () => {
    const between = makeRule({
      tenant: world.course,
      achievementId: (await laurel.achievements.create(world.course, CONTENT, 'test')).id,
      inputs: [input(await milestone(first))],
    });
    await laurel.achievements.publish(world.course, between.achievementId, 'test');
    await laurel.rules.store.insert(between);
    const second = await beginDrawing(laurel, world.teacher, 'Second');
    await drawOne(second, [between.achievementId]);
    await second.act({ do: 'publish' });
    expect(await second.stored()).toMatchObject({ latestVersion: 1 });
    const asking = { ...reading, inputs: [input(await milestone(second))] };
    await expect(refuseCircle(deps(), asking)).rejects.toMatchObject({ code: 'rule_circle' });
    // The other way round: the first pathway asks for the second one's milestone.
    const [group] = (await laurel.pathways.store.findVersion(first.id, 1))!.content.groups;
    await first.act({ do: 'add-step', id: await milestone(second), group: group!.id });
    const page = textOf(await first.page());
    expect(page).toMatch(/These badges would be needed for themselves: .+ → .+/);
    expect(page).not.toContain('Publish this version');
    const tried = await first.act({ do: 'publish' });
    expect([tried.status, (await first.stored()).latestVersion]).toEqual([422, 1]);
    await first.act({ do: 'undo' });
  });

  it('a pathway that ended does not go on where it would be needed for itself by now', async () => {
    await first.act({ do: 'end' });
    const asking = { ...reading, inputs: [...reading.inputs, input(await milestone(first))] };
    // While it has ended, nothing rests on it.
    await refuseCircle(deps(), asking);
    await laurel.rules.store.save(asking);
    const refused = await first.act({ do: 'resume' });
    expect(refused.status).toBe(409);
    expect(textOf(refused)).toContain('These badges would be needed for themselves');
    await laurel.rules.store.save({ ...reading, revision: reading.revision + 1 });
    await first.act({ do: 'resume' });
    expect((await first.stored()).state).toBe('published');
  });

  it('a step whose badge nobody gives any more is named', async () => {
    const drawing = await beginDrawing(laurel, world.teacher, 'Third');
    await drawOne(drawing, [writing.achievementId]);
    expect(textOf(await drawing.page())).toContain('Publish this version');
    const rule = (await laurel.rules.store.get(world.course, writing.id))!;
    await laurel.rules.store.save({ ...rule, state: 'ended' });
    expect(textOf(await drawing.page())).toContain(
      'Nobody can earn “Writing”: no active badge gives it.',
    );
    expect((await drawing.act({ do: 'publish' })).status).toBe(422);
  });
});

const CONTENT = { name: 'Between', description: 'be between', criteria: 'Be.' };
