import type { Telling } from '../events/index.js';

/** What the feed tells of a rule. */
export type RuleNews =
  | 'rule.activated'
  | 'rule.changed'
  | 'rule.ended'
  | 'rule.paused'
  | 'rule.resumed';

/** How rules are told. */
export const RULE_TELLING: Telling = {
  collection: 'rules',
  describe: (rows) =>
    Promise.resolve(
      rows.map((row) => {
        const { platformId, deploymentId, contextId, achievementId, achievementVersion } = row;
        return {
          tenant: {
            platformId: String(platformId),
            deploymentId: String(deploymentId),
            contextId: String(contextId),
          },
          data: {
            ruleId: row._id,
            achievementId: String(achievementId),
            achievementVersion: Number(achievementVersion),
          },
        };
      }),
    ),
};
