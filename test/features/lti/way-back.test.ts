import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCourse } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

describe('the way back (launch_presentation.return_url)', () => {
  it.each([
    ['moodle', '/mod/lti/return.php?'],
    ['canvas', '/external_content/success/'],
  ] as const)('leads from a page to where a %s-like platform asks', async (kind, address) => {
    const { platform, enter } = await openCourse(kind, laurel);
    for (const [as, path] of [
      ['teacher', '/course'],
      ['learner1', '/my'],
    ] as const) {
      const { browser } = await enter(as);
      const { text } = await browser.get(`${laurel.url}${path}`);
      const back = /<a href="([^"]+)" target="_top">Back to the learning platform/.exec(text)?.[1];
      expect(back).toMatch(new RegExp(`^${platform.baseUrl}/`));
      expect(back).toContain(address);
    }
    await platform.close();
  });

  it('is not there for somebody who came by no launch', async () => {
    const page = await fetch(`${laurel.url}/verify`);
    expect(await page.text()).not.toContain('Back to the learning platform');
  });
});
