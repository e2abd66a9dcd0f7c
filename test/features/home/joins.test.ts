import { beforeAll, describe, expect, it } from 'vitest';
import { openTenant, register, setUpBadge, type Tenant } from '../../security/two-courses.js';
import { createBrowser, startMoodleLike, type MoodleLike } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { askForLink, joinHome, lastLink, signIn } from './use-home.js';

const ADDRESS = 'ann@life.example';
let laurel: TestLaurel;
let moodle: MoodleLike;
let tenant: Tenant;

beforeAll(async () => {
  laurel = await startTestLaurel();
  moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url });
  tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  await setUpBadge(laurel, tenant, 'Lab safety');
  await joinHome(laurel, await tenant.enter('learner1'), ADDRESS);
  return async () => {
    await moodle.close();
    await laurel.close();
  };
});

describe('a session of a home', () => {
  it('opens nothing of a learning platform, as one of a platform opens no home', async () => {
    const { browser } = await signIn(laurel, ADDRESS);
    expect((await browser.get(`${laurel.url}/my`)).status).toBe(401);
    const learner = await tenant.enter('learner1');
    expect(textOf(await learner.browser.get(`${laurel.url}/home`))).toContain('Send me a link');
    // Nor does the secret of one in the place of the other.
    const { laurel: secret = '' } = learner.browser.cookies(laurel.url);
    const swapped = createBrowser();
    swapped.plant(laurel.url, 'laurel-home', secret);
    expect(textOf(await swapped.get(`${laurel.url}/home`))).toContain('Send me a link');
  });
});

describe('a person’s badges', () => {
  it('are in no home where the address was confirmed for mail alone, and can be taken out', async () => {
    const learner = await tenant.enter('learner2');
    await joinHome(laurel, learner, 'bob@life.example', 'no');
    await askForLink(laurel, 'bob@life.example');
    expect(await lastLink(laurel, 'bob@life.example')).toBe('');
    const again = learner;
    expect(textOf(await joinHome(laurel, again, 'bob@life.example'))).toContain('Open my home');
    const settings = await again.browser.get(`${laurel.url}/my/settings`);
    expect(textOf(settings)).toContain('Your badges from here are in your home, too');
    const left = await again.browser.submit(settings, {}, '/my/settings/home/leave');
    expect(textOf(left)).toContain('not in your home any more');
    const { page } = await signIn(laurel, 'bob@life.example');
    expect(textOf(page)).toContain('No badges are here yet');
  });
});
