import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { startMoodleLike, type MoodleLike } from '../../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openTenant, register, setUpBadge, type Visitor } from '../../security/two-courses.js';

let laurel: TestLaurel;
let moodle: MoodleLike;
let teacher: Visitor;
let ruleId: string;
let userId: string;

beforeAll(async () => {
  laurel = await startTestLaurel();
  moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url });
  const tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  ({ ruleId } = await setUpBadge(laurel, tenant, 'Decided by hand'));
  userId = moodle.person('learner2').sub;
  teacher = await tenant.enter('teacher');
});
afterAll(async () => {
  await moodle.close();
  await laurel.close();
});

const decide = (action: string, reason: string, user = userId) =>
  teacher.browser.post(
    `${laurel.url}/course/badges/${ruleId}/${action}`,
    { userId: user, reason, _csrf: teacher.csrf },
    { origin: laurel.url },
  );
const audited = (action: string) => laurel.audit.list({ action });

describe('a reason for a decision by hand', () => {
  it.each([501, 2_000, 2_001, 9_000])(
    'of %d characters comes back beside the field, with what was typed',
    async (length) => {
      const reason = `${'because '.repeat(length)}`.slice(0, length - 1) + '.';
      for (const action of ['award', 'deny']) {
        const { status, text } = await decide(action, reason);
        expect(status).toBe(422);
        expect(text).toContain('Please keep this to 500 characters.');
        expect(text).toContain(reason);
        expect(text).toMatch(new RegExp(`id="[\\w-]*reason-${action}"[^>]*aria-invalid="true"`));
      }
      expect(await audited('award.award')).toEqual([]);
    },
  );

  it('that is missing is asked for, and the learner’s page stays', async () => {
    const { status, text } = await decide('deny', '   ');
    expect(status).toBe(422);
    expect(text).toMatch(/id="[\w-]*reason-deny-error"/);
  });

  it('of 500 characters is taken', async () => {
    const answer = await decide('deny', 'x'.repeat(500));
    expect(answer.url).toContain('done=denied');
    expect(await audited('award.deny')).toHaveLength(1);
  });
});

describe('an act by hand that changes nothing', () => {
  it('is neither in the audit log nor told as done: a second denial', async () => {
    const answer = await decide('deny', 'once more');
    expect(answer.url).toContain('done=unchanged');
    expect(answer.text).toContain('Nothing was changed: it is so already.');
    expect(await audited('award.deny')).toHaveLength(1);
  });

  it('of two who deny at once, one alone did', async () => {
    const user = moodle.person('learner3').sub;
    const before = (await audited('award.deny')).length;
    const both = await Promise.all([decide('deny', 'a', user), decide('deny', 'b', user)]);
    const done = both.map(({ url }) => new URL(url).searchParams.get('done')).sort();
    expect(done).toEqual(['denied', 'unchanged']);
    expect(await audited('award.deny')).toHaveLength(before + 1);
  });

  it.each([
    ['pause', 'paused'],
    ['resume', 'resumed'],
    ['end', 'ended'],
  ])('%s, pressed twice', async (change, done) => {
    const press = () =>
      teacher.browser.post(
        `${laurel.url}/course/badges/${ruleId}/${change}`,
        { _csrf: teacher.csrf },
        { origin: laurel.url },
      );
    expect((await press()).url).toContain(`done=${done}`);
    const before = (await laurel.audit.list({})).length;
    expect((await press()).url).toContain('done=unchanged');
    expect(await laurel.audit.list({})).toHaveLength(before);
  });
});

describe('a roster that cannot be had', () => {
  it('is lived with where the platform says no, and stops the page where the program is wrong', async () => {
    const { nullIfAnswer, UpstreamFailed, Unavailable } =
      await import('../../../src/base/index.js');
    expect(nullIfAnswer(new UpstreamFailed('platform_silent', 'No answer.'))).toBeNull();
    for (const error of [
      new TypeError('undefined is not a function'),
      new Unavailable('store_away', 'The store is away.'),
      new Error('MongoServerSelectionError'),
    ])
      expect(() => nullIfAnswer(error)).toThrow(error);
  });
});
