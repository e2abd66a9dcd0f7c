import { createHash } from 'node:crypto';
import {
  openPreconditions,
  type AwardStore,
  type ReadValidity,
  type RuleReadings,
} from '../awards/index.js';
import { badgeInputs, type Rule } from '../rules/index.js';

/** A text that is equal as long as nothing that a full check of the rule looks at has changed. */
export async function digestRule(
  deps: { readonly awards: Pick<AwardStore, 'holdersVersion'>; readonly validity: ReadValidity },
  rule: Rule,
  readings: RuleReadings,
  now: Date,
): Promise<string> {
  const wanted = badgeInputs(rule);
  const holders = wanted.length > 0 ? await deps.awards.holdersVersion(wanted) : '';
  const gates = openPreconditions(rule, now).map((gate) => gate.kind);
  const renews = (await deps.validity(rule))?.isRenewedByPassingAgain === true;
  // The digest changes daily at least: a renewal window opens by the calendar, and where no grade is dated the instructor is asked then.
  const today = now.toISOString().slice(0, 10);
  const times = renews ? [readings.timesDigest(), today] : [];
  return createHash('sha256')
    .update(JSON.stringify([rule.revision, gates, readings.digest, holders, ...times]))
    .digest('base64url');
}
