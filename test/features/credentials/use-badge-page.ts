import request from 'supertest';
import { afterAll, beforeAll } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import type { Credential, IssueOrder } from '../../../src/credentials/index.js';
import { orderTestBadge } from '../../support/issue-test-badge.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

export const PUBLIC_URL = 'https://badges.example.edu';

export let clock: ReturnType<typeof createTestClock>;

export let laurel: TestLaurel;

/** Laurel under an address as it has one in production. */
export function useBadgePage(): void {
  beforeAll(async () => {
    clock = createTestClock();
    laurel = await startTestLaurel({ clock, env: { PUBLIC_URL } });
  });
  afterAll(() => laurel.close());
}

export const order = (awardId: string, over: Partial<IssueOrder> = {}): IssueOrder =>
  orderTestBadge({ ...laurel, url: PUBLIC_URL }, { awardId, ...over });

/** A badge, shared by link unless told otherwise. */
export const issue = (awardId: string, over: Partial<IssueOrder> = {}): Promise<Credential> =>
  laurel.credentials.issue(order(awardId, over));

/** Asks for a page as a browser does. */
export const browser = (path: string) =>
  request(laurel.app).get(path).set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8');

export const pageOf = async ({ id }: Credential) => (await browser(`/credentials/${id}`)).text;

/** The text as a reader meets it, tags and scripts gone. */
export const read = (html: string) =>
  html
    .replace(/^[^]*<main[^>]*>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
