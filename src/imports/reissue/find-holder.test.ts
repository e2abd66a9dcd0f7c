import { expect, it } from 'vitest';
import { UpstreamFailed } from '../../base/index.js';
import { createFindHolder, type HolderDeps } from './find-holder.js';

const COURSE = {
  kind: 'course',
  platformId: 'p',
  deploymentId: 'd',
  contextId: 'c',
} as const;
const SOMEBODY = { email: 'ada@example.edu' };

const codeOf = async (roster: HolderDeps['grades']['roster'], isPlatformWide: boolean) => {
  const people = { findByEmails: () => Promise.resolve([]) };
  const holder = await createFindHolder(
    { grades: { roster }, people },
    COURSE,
    isPlatformWide,
  )(SOMEBODY);
  return 'code' in holder ? holder.code : holder.userId;
};

it.each([false, true])(
  'a platform that is silent has said nothing of anybody; one that answers has (platform-wide: %s)',
  async (isPlatformWide) => {
    const silent = () => Promise.reject(new UpstreamFailed('platform_silent', 'It is silent.'));
    expect(await codeOf(silent, isPlatformWide)).toBe('people_unread');
    const empty = { members: new Map(), isComplete: true } as never;
    expect(await codeOf(() => Promise.resolve(empty), isPlatformWide)).toBe('person_unknown');
  },
);
