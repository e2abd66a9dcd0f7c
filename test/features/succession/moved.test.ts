import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continueCommand } from '../../../src/succession/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import {
  enterBy,
  installWithBadge,
  recordsOf,
  register,
  reinstall,
  type Installed,
} from './reinstalled.js';

let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

async function run(...argv: string[]): Promise<string> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  await continueCommand(argv, { successions: laurel.successions, print });
  return lines.join('\n');
}

describe('a deployment that is installed anew under the same registration', () => {
  let open: Installed;
  let oldId = '';
  beforeAll(async () => {
    open = await installWithBadge('canvas', laurel);
    oldId = open.course.platformId;
  });
  afterAll(() => open.platform.close());

  it('goes on with the courses of the other, by command, shown before', async () => {
    const again = (open.platform as Extract<Installed['platform'], { kind: 'canvas' }>).deploy(
      open.tool,
    );
    const enter = enterBy(open, again);
    const lost = await enter('teacher');
    expect(textOf(lost.page)).not.toContain('Data analysis');
    await enter('learner1');
    const pair = `${again.deploymentId}=${open.tool.deploymentId}`;
    const before = await recordsOf(laurel, oldId);
    const shown = await run(oldId, oldId, '--deployment', pair);
    expect(shown).toContain('Nothing was changed');
    expect(await recordsOf(laurel, oldId)).toEqual(before);
    expect(await run(oldId, oldId, '--deployment', pair, '--yes')).toContain('Done.');
    const after = await recordsOf(laurel, oldId);
    expect(after['lti_contexts']).toHaveLength(1);
    expect(after['awards']).toEqual(before['awards']);
    expect(after['lti_deployments']).toMatchObject([
      { launchIds: [open.tool.deploymentId, again.deploymentId] },
    ]);
    // Both are one course now, whichever of them opens it.
    for (const by of [enter, open.enter])
      expect(textOf((await by('learner1')).page)).toContain('Data analysis');
    expect((await recordsOf(laurel, oldId))['lti_contexts']).toHaveLength(1);
  });

  it('refuses what is none: itself, a deployment nobody has seen, fields that are no pair', async () => {
    const { deploymentId } = open.tool;
    await expect(run(oldId, oldId)).rejects.toMatchObject({ code: 'continues_itself' });
    await expect(run(oldId, oldId, '--deployment', `x=${deploymentId}`)).rejects.toMatchObject({
      code: 'deployment_unknown',
    });
    await expect(run(oldId, oldId, '--deployment', 'x')).rejects.toMatchObject({
      code: 'command_wrong',
    });
    await expect(run(oldId)).rejects.toMatchObject({ code: 'command_wrong' });
    await expect(run(oldId, 'nothing')).rejects.toMatchObject({ code: 'platform_gone' });
  });
});

describe('a platform whose address changed', () => {
  let open: Installed;
  afterAll(() => open.platform.close());

  it('is the same one once somebody says so: what lay below the old address lies below the new', async () => {
    open = await installWithBadge('moodle', laurel);
    const { platformId: oldId } = open.course;
    const was = 'https://old.moodle.example';
    // As everything was kept before the move.
    const rename = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replaceAll(open.platform.baseUrl, was));
    const { connection } = laurel.store;
    const contexts = connection.collection('lti_contexts');
    const { services } = (await contexts.findOne({ platformId: oldId }))!;
    await contexts.updateOne({ platformId: oldId }, { $set: { services: rename(services) } });
    const rules = connection.collection('rules');
    const { inputs } = (await rules.findOne({ platformId: oldId }))!;
    await rules.updateOne({ platformId: oldId }, { $set: { inputs: rename(inputs) } });
    const { authorizationUrl, tokenUrl, jwksUrl } = open.tool;
    const there = rename({ authorizationUrl, tokenUrl, jwksUrl }) as object;
    await laurel.lti.platforms.change(oldId, { ...there, issuer: was });

    const freshId = await register(laurel, open, open.tool);
    await enterBy(open, open.tool)('learner1');
    const shown = await run(freshId, oldId);
    expect(shown).toContain('WARNING The address of the platform changes.');
    await expect(run(freshId, oldId, '--yes')).rejects.toMatchObject({
      code: 'continue_doubtful',
    });
    await run(freshId, oldId, '--yes', '--sure');
    const after = await recordsOf(laurel, oldId);
    expect(JSON.stringify(after)).not.toContain(was);
    expect(after['rules']![0]!['inputs']).toEqual(inputs);
    // It reads on by itself, and the next learner who passes gets the badge.
    open.platform.setGrade('learner2', open.tool.link.column!, 95);
    await enterBy(open, open.tool)('learner2');
    await laurel.checks.check(open.course);
    const { awards } = await recordsOf(laurel, oldId);
    const subs = ['learner1', 'learner2'].map((name) => open.platform.person(name).sub);
    expect(awards!.map((award) => award['userId']).sort()).toEqual(subs.sort());
  });
});

describe('a platform where user ids belong to other people now', () => {
  it('is warned of by name: badges would go to strangers', async () => {
    const open = await installWithBadge('moodle', laurel);
    const { platformId: oldId } = open.course;
    const again = await reinstall(laurel, open);
    await again.enter('learner1');
    const { sub } = open.platform.person('learner1');
    await laurel.store.connection
      .collection('people')
      .updateOne(
        { platformId: again.platformId, userId: sub },
        { $set: { name: 'Somebody Else', email: 'else@example.edu' } },
      );
    const shown = await run(again.platformId, oldId);
    expect(shown).toContain(`user ${sub}:`);
    expect(shown).toContain('Somebody Else');
    await expect(run(again.platformId, oldId, '--yes')).rejects.toMatchObject({
      code: 'continue_doubtful',
    });
    await open.platform.close();
  });
});

describe('a badge that was set up in both', () => {
  it('is not given twice: the newer rule is paused, the older goes on', async () => {
    const open = await installWithBadge('canvas', laurel);
    const { platformId: oldId } = open.course;
    const again = await reinstall(laurel, open);
    const { browser } = await again.enter('teacher');
    const typed = { name: 'Data analysis', canDo: 'x', criteria: 'y', release: 'immediately' };
    const empty = await browser.get(`${laurel.url}/course/new`);
    const looked = await browser.submit(empty, { ...typed, do: 'simulate' }, '/course/new');
    await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
    const shown = await run(again.platformId, oldId);
    expect(shown).toContain('in both: the badge Data analysis');
    await run(again.platformId, oldId, '--yes');
    const { rules } = await recordsOf(laurel, oldId);
    expect(rules!.map((rule) => rule['state']).sort()).toEqual(['active', 'paused']);
    await open.platform.close();
  });
});
