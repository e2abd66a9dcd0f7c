import { expect, it } from 'vitest';
import { textOf } from '../../support/open-course.js';
import { laurel, open, useCourse } from '../../support/use-course.js';

const ROLES = 'https://purl.imsglobal.org/spec/lti/claim/roles';
useCourse('moodle');

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
