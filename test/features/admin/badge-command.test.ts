import { expect, it } from 'vitest';
import { badgeCommand } from '../../../src/admin/index.js';
import { issueTestBadge } from '../../support/issue-test-badge.js';
import { startLaurel } from '../../support/open-course.js';

const laurel = await startLaurel();

const ENOUGH_MS = 120_000;

it(
  'takes a badge back for a while from the command line, and gives it again',
  { timeout: ENOUGH_MS },
  async () => {
    const lines: string[] = [];
    const run = (...args: string[]) =>
      badgeCommand(args, { ...laurel, print: (line) => void lines.push(line) });
    const { id, json } = await issueTestBadge(laurel);
    const address = `${laurel.url}/credentials/${id}`;
    await run('suspend', address, 'An', 'inquiry', 'goes', 'on.');
    expect(lines.at(-1)).toBe(`${id}  suspended`);
    expect(await laurel.credentials.get(id)).toMatchObject({
      state: 'suspended',
      reason: 'An inquiry goes on.',
    });
    expect((await laurel.credentials.verify(json)).verdict).not.toBe('valid');
    await run('reinstate', id);
    expect(lines.at(-1)).toBe(`${id}  valid`);
    expect((await laurel.credentials.verify(json)).verdict).toBe('valid');
    await expect(run('suspend')).rejects.toMatchObject({ code: 'command_wrong' });
    await expect(run('revoke', id)).rejects.toMatchObject({ code: 'command_wrong' });
    await expect(run('suspend', 'x')).rejects.toMatchObject({ code: 'credential_not_found' });
  },
);
