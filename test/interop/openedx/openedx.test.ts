import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstructor, isLearner } from '../../../src/lti/index.js';
import { createBrowser } from '../../support/lms/index.js';
import { startTool } from '../../support/start-tool.js';

const FOLDER = process.env['LTI_CONSUMER_XBLOCK'] ?? '';
const PYTHON = process.env['LTI_CONSUMER_PYTHON'] ?? 'python3';
const NEEDED = 'import django, jwt, cryptography, edx_django_utils, attrs';
const canRun =
  existsSync(path.join(FOLDER, 'lti_consumer', 'lti_1p3')) &&
  spawnSync(PYTHON, ['-c', NEEDED]).status === 0;

/**
 * Skipped unless LTI_CONSUMER_XBLOCK names a checkout of openedx/xblock-lti-consumer, and LTI_CONSUMER_PYTHON a Python with
 * Django, edx-django-utils, PyJWT, cryptography and attrs (docs/platforms.md).
 */
describe.skipIf(!canRun)('Open edX, by the code of lti-consumer-xblock', () => {
  let laurel: Awaited<ReturnType<typeof startTool>>;
  let child: ChildProcess;
  let base = '';
  let platformId = '';
  const course = () => ({
    platformId,
    deploymentId: '1',
    contextId: laurel.launches.at(-1)?.context.id ?? '',
  });
  const enter = async (user: string, role: string) => {
    const browser = createBrowser();
    const page = await browser.get(`${base}/start?user=${user}&role=${role}`);
    return browser.submit(page, {}, '/lti/launch');
  };
  const seen = async () =>
    (await (await fetch(`${base}/seen`)).json()) as { scores: object[]; log: string[] };

  beforeAll(async () => {
    laurel = await startTool();
    const script = path.join(import.meta.dirname, 'open_edx.py');
    child = spawn(PYTHON, [script, FOLDER, laurel.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (child.stdout === null) throw new Error('no output');
    const lines = createInterface(child.stdout);
    const [line = ''] = await new Promise<string[]>((done) => lines.once('line', (l) => done([l])));
    const [url = '', clientId = ''] = line.split(' ');
    base = url;
    const added = await laurel.lti.platforms.add({
      name: 'Open edX',
      family: 'other',
      issuer: base,
      clientId,
      authorizationUrl: `${base}/launch/`,
      tokenUrl: `${base}/token`,
      jwksUrl: `${base}/keyset`,
    });
    platformId = added.id;
    const seenAt = { status: 'approved', frameOrigins: [], firstSeenAt: added.createdAt } as const;
    await laurel.lti.deployments.ensure({ platformId, deploymentId: '1', ...seenAt });
  });
  afterAll(async () => {
    child.kill();
    await laurel.close();
  });

  it.each([
    ['instructor', isInstructor, isLearner],
    ['staff', isInstructor, isLearner],
    ['student', isLearner, isInstructor],
    ['Community TA', isLearner, () => false],
  ] as const)('lets a %s in, by the roles that it signs', async (role, is, isNot) => {
    const answer = await enter(`user-of-${role.replace(' ', '-')}`, encodeURIComponent(role));
    expect(answer.status, answer.text).toBe(200);
    const launch = laurel.launches.at(-1);
    expect(launch).toMatchObject({
      deploymentId: '1',
      context: { id: 'course-v1:edX+DemoX+Demo_Course', title: 'edX+DemoX' },
      user: { name: 'Ada Lovelace', email: 'ada@example.edu' },
    });
    const roles = launch?.roles ?? [];
    expect([is(roles), isNot(roles)]).toEqual([true, false]);
    expect(launch?.services.ags?.lineItemsUrl).toBe(`${base}/lti-ags/`);
  });

  it('gets its column made and a score taken, with a token of its own code', async () => {
    await enter('learner-1', 'student');
    const { ags } = laurel.lti;
    const item = { label: 'Badge', resourceId: 'badge-1', tag: 'laurel', scoreMaximum: 1 };
    const made = await ags.createLineItem(course(), item);
    expect(made).toMatchObject({ label: 'Badge', resourceId: 'badge-1' });
    expect(await ags.createLineItem(course(), item)).toEqual(made);
    expect(await ags.listLineItems(course())).toHaveLength(1);
    const column = await ags.openColumn(course(), made.id);
    const outcome = await column.postScore({
      userId: 'learner-1',
      scoreGiven: 1,
      scoreMaximum: 1,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      timestamp: new Date(),
    });
    expect(outcome).toBe('accepted');
    expect(await ags.fetchResults(course(), made.id)).toMatchObject([
      { userId: 'learner-1', resultScore: expect.anything() as unknown },
    ]);
    expect((await seen()).scores).toEqual([
      expect.objectContaining({ userId: 'learner-1', gradingProgress: 'FullyGraded' }),
    ]);
    expect((await seen()).log).toEqual([]);
  });
});
