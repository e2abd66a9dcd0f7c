import { beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import {
  installWithBadge,
  recordsOf,
  reinstall,
  sure,
  type Installed,
} from '../succession/reinstalled.js';
import { joinHome, signIn } from './use-home.js';

let laurel: TestLaurel;
let open: Installed;
let again: Awaited<ReturnType<typeof reinstall>>;

beforeAll(async () => {
  laurel = await startTestLaurel();
  open = await installWithBadge('moodle', laurel);
  await joinHome(laurel, await open.enter('learner1'), 'one@life.example');
  again = await reinstall(laurel, open);
  await joinHome(laurel, await again.enter('learner2'), 'two@life.example');
  return async () => {
    await open.platform.close();
    await laurel.close();
  };
});

const joined = async (platformId: string) =>
  (await recordsOf(laurel, platformId))['home_joins']?.length;

describe('a platform that continues another', () => {
  it('keeps who is in which home, under either registration', async () => {
    const { platformId: oldId } = open.course;
    expect([await joined(oldId), await joined(again.platformId)]).toEqual([1, 1]);
    const wish = { freshId: again.platformId, oldId };
    const { digest } = await laurel.successions.preview(wish);
    await laurel.successions.continue(wish, sure(digest));
    expect([await joined(oldId), await joined(again.platformId)]).toEqual([2, 0]);
    const one = await signIn(laurel, 'one@life.example');
    expect(textOf(one.page)).toContain('Data analysis');
    const two = await signIn(laurel, 'two@life.example');
    expect(textOf(two.page)).not.toContain('No badges are here yet');
  });
});
