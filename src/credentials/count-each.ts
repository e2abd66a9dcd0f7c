import type { CredentialsDeps } from './credentials.js';

type Counted = CredentialsDeps['usage'];

/** Counts uses also where an answer that is kept is given again. @returns counters like those that are given */
export const countEach = ({
  usage,
  shared,
}: Pick<CredentialsDeps, 'usage' | 'shared'>): Counted => ({
  count: (achievementUrl, kind) => usage.count(achievementUrl, kind),
  countAnswer(req, res, achievementUrl, kind) {
    const work: Parameters<NonNullable<typeof shared>['doEach']>[2] = (asked, answer) =>
      usage.countAnswer(asked, answer, achievementUrl, kind);
    if (shared === undefined) work(req, res);
    else shared.doEach(req, res, work);
  },
});
