import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { laurel, makeToken, moodle, ruleId, teacher, useApi } from './use-api.js';

useApi();

const run = promisify(execFile);

it('the tour of docs/api.md runs as it is written', async () => {
  const [, , tour = ''] = readFileSync('docs/api.md', 'utf8').split('```sh\n');
  const script = tour.slice(0, tour.indexOf('```'));
  const userId = moodle.person('learner2').sub;
  // The roster is read when a teacher comes in, so that the learner is known.
  expect(teacher.landed.status).toBe(200);
  await laurel.people.seen({ platformId: (await laurel.lti.platforms.list())[0]!.id, userId });
  const { stdout } = await run('bash', ['-ec', script], {
    env: { ...process.env, LAUREL: laurel.url, TOKEN: await makeToken(), USER_ID: userId },
  });
  expect(stdout).toContain(`"ruleId":"${ruleId}"`);
  expect(stdout).toContain(`"userId":"${userId}"`);
  expect(stdout).toContain('"reason":"Passed elsewhere"');
  expect(stdout).not.toContain('problem');
});
