import { expect, it, vi } from 'vitest';
import { issueTestBadge } from '../../support/issue-test-badge.js';
import { startLaurel } from '../../support/open-course.js';

const laurel = await startLaurel();

it('reads a badge once for its page, and puts no share kit together for strangers', async () => {
  const { id, personId, json } = await issueTestBadge(laurel);
  await laurel.credentials.share(id, personId, 'link');
  const parse = vi.spyOn(JSON, 'parse');
  try {
    const res = await fetch(`${laurel.url}/credentials/${id}`, {
      headers: { accept: 'text/html' },
    });
    const page = await res.text();
    expect(res.status).toBe(200);
    expect(page).toContain(`/credentials/${id}.pdf`);
    expect(page).not.toContain('linkedin.com');
    expect(parse.mock.calls.filter(([text]) => text === json)).toHaveLength(1);
  } finally {
    parse.mockRestore();
  }
});
