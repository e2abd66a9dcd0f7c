import { omitUndefined } from '../base/index.js';
import { REASONS } from '../credentials/index.js';
import type { Rule } from '../rules/index.js';
import type { AwardStore } from './award-store.js';

const PAGE = 1_000;

/** Takes back what a rule gave whose activation was undone, also what a check gave that was under way just then. */
export async function sweepUndone(
  deps: { readonly awards: AwardStore },
  rule: Pick<Rule, 'id'>,
): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const page = await deps.awards.listByRule(
      rule.id,
      omitUndefined({ limit: PAGE, after: after ? after : undefined }),
    );
    const active = page.filter((award) => award.state === 'active');
    if (active.length > 0) {
      await deps.awards.takeBack(active, {
        state: 'undone',
        reason: REASONS.activationUndone,
      });
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}
