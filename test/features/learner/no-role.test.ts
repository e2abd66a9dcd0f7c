import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCourse, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const ROLES = 'https://purl.imsglobal.org/spec/lti/claim/roles';
let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
beforeAll(async () => {
  laurel = await startTestLaurel();
  open = await openCourse('moodle', laurel);
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

it('somebody without a role in the course sees the learner’s page, and no teacher’s', async () => {
  open.platform.onIdToken = (draft) => {
    draft.claims[ROLES] = [];
    return draft;
  };
  const { browser, page } = await open.enter('learner1');
  expect(page.status).toBe(200);
  expect(page.url).toBe(`${laurel.url}/my`);
  expect(textOf(page)).toContain('My badges');
  for (const path of ['/course', '/course/new', '/admin']) {
    expect((await browser.get(`${laurel.url}${path}`)).status).toBe(403);
  }
});
