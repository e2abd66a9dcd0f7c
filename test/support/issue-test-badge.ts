import type { Credential, IssueOrder } from '../../src/credentials/index.js';
import type { TestLaurel } from './start-test-laurel.js';

let awards = 0;

/** What is ordered for a badge, shared by link unless told otherwise. */
export function orderTestBadge(
  { url, clock }: Pick<TestLaurel, 'url' | 'clock'>,
  over: Partial<IssueOrder> = {},
): IssueOrder {
  const id = `${url}/achievements/net/1`;
  return {
    awardId: `test-award-${(awards += 1)}`,
    personId: 'person-1',
    achievement: {
      id,
      version: '1',
      name: 'Netze & Wege',
      description: 'The earner can design small networks.',
      criteria: { narrative: 'Score at least **70 %**.' },
      achievementType: 'MicroCredential',
      resultDescription: [
        { id: `${id}#result`, name: 'Final quiz', resultType: 'Percent', requiredValue: '70' },
      ],
    },
    recipient: {
      identity: { type: 'emailAddress', value: 'ada@example.edu' },
      verifiedName: 'Ada Żółć',
    },
    validFrom: clock.now(),
    visibility: 'link',
    ...over,
  };
}

/** A badge of a running application. */
export const issueTestBadge = (
  laurel: Pick<TestLaurel, 'credentials' | 'url' | 'clock'>,
  over: Partial<IssueOrder> = {},
): Promise<Credential> => laurel.credentials.issue(orderTestBadge(laurel, over));
