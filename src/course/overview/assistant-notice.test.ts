import { describe, expect, it } from 'vitest';
import { UpstreamFailed } from '../../base/index.js';
import type { Visit } from '../visit/visit.js';
import { assistantNotice } from './assistant-notice.js';

const visit = {
  course: { platformId: 'p', deploymentId: 'd', contextId: 'c' },
  launch: { roles: [], user: { id: 'ms-rossi' }, launchedAt: new Date('2026-05-04T09:00:00Z') },
  t: (key: string) => key,
} as unknown as Visit;

const failing = (error: Error) => ({ roster: () => Promise.reject(error) });

describe('assistantNotice()', () => {
  it('says nothing where the platform does not answer', async () => {
    const away = new UpstreamFailed('upstream_timeout', 'The platform did not answer in time.');
    expect(await assistantNotice(failing(away), visit)).toEqual([]);
  });

  it('does not hide an error of the program', async () => {
    const wrong = new TypeError('roster is not a function');
    await expect(assistantNotice(failing(wrong), visit)).rejects.toBe(wrong);
  });
});
