import { omitUndefined } from '../../base/index.js';
import type { NewMail } from '../../mail/index.js';
import type { Rule } from '../../rules/index.js';
import { orderedId } from '../../store/index.js';
import type { AwardJob, JobRow } from '../award-job.js';
import type { BulkDeps } from '../bulk-deps.js';
import { byRule, createFindRules } from '../find-rules.js';
import {
  expiryFrom,
  INVITED_DAYS,
  keyOfAddress,
  keyOfStop,
  mailboxOf,
  type Invitation,
} from './invitation.js';

type InviteDeps = Pick<
  BulkDeps,
  'achievements' | 'clock' | 'invitations' | 'limits' | 'lti' | 'mail' | 'sealer' | 'settings'
>;

const DAY_MS = 86_400_000;
/** So many invitations a platform may send a day. */
const PLATFORM_A_DAY = { times: 1_000, windowMs: DAY_MS };
/** So many may one mailbox get a day, whoever sends them, and however its address is written. */
const ADDRESS_A_DAY = { times: 3, windowMs: DAY_MS };

/** The secret of an invitation's link: the same each time, so that a mail that a crash left out can still be written. */
const tokenOf = ({ sealer }: InviteDeps, { id, createdAt }: Invitation): string =>
  sealer.digest(`${id} ${createdAt.toISOString()}`, 'invitation');

const isSpent = async (
  { limits }: InviteDeps,
  ...[what, whose, limit]: Parameters<InviteDeps['limits']['count']>
): Promise<boolean> => (await limits.count(what, whose, limit)).left < 0;

/** @returns why an address cannot be written to */
async function obstacleTo(deps: InviteDeps, { tenant }: Rule, address: string) {
  if (await deps.invitations.isStopped(address)) return 'mail_refused' as const;
  if ((await deps.mail.bounceOf(address)) !== null) return 'mail_refused' as const;
  const isOver =
    (await isSpent(deps, 'invitations', tenant.platformId, PLATFORM_A_DAY)) ||
    (await isSpent(deps, 'invited', keyOfStop(mailboxOf(address)), ADDRESS_A_DAY));
  return isOver ? ('over_quota' as const) : null;
}

/** What the mails of a badge say, whoever they go to. */
async function letterOf(deps: InviteDeps, job: AwardJob, rule: Rule) {
  const { achievementId, achievementVersion: version, tenant } = rule;
  const { content } = await deps.achievements.getVersion(achievementId, version);
  const context = await deps.lti.contexts.find(tenant);
  const platform = await deps.lti.platforms.find(tenant.platformId);
  const { publicUrl } = deps.settings;
  return (invitation: Invitation): NewMail => {
    const token = tokenOf(deps, invitation);
    return omitUndefined({
      key: `invitation:${invitation.id}:${invitation.createdAt.getTime()}`,
      to: invitation.address,
      view: 'invitation',
      school: { platformId: tenant.platformId, deploymentId: tenant.deploymentId },
      picture: { achievementId, version },
      locale: job.locale ?? context?.locale,
      unsubscribe: `${publicUrl}/mail/invitations/${token}/stop`,
      model: {
        badge: content.name,
        school: platform?.name ?? '',
        course: context?.title ?? '',
        url: `${publicUrl}/home/invitations/${token}`,
        days: INVITED_DAYS,
      },
    });
  };
}

/** @returns the row of somebody who was invited before */
function invitedBefore(row: JobRow, there: Invitation): JobRow {
  if (there.state === 'stopped') return problemOf(row, 'mail_refused');
  const { awardId = there.id } = there;
  return { ...row, outcome: there.state === 'claimed' ? 'has' : 'invited', awardId };
}

/**
 * Invites whoever the rows' addresses belong to, each once to a badge however often they are asked for; one that has ended unclaimed is
 * sent anew. May be repeated.
 * @returns the rows with what became of each
 */
async function inviteRows(
  deps: InviteDeps,
  job: AwardJob,
  rule: Rule,
  rows: readonly JobRow[],
): Promise<JobRow[]> {
  const now = deps.clock.now();
  const known = await deps.invitations.findFor(
    rule.id,
    rows.map(({ email = '' }) => email),
  );
  const results: JobRow[] = [];
  const fresh: Invitation[] = [];
  const waiting: Invitation[] = [];
  for (const row of rows) {
    const { email = '' } = row;
    const there = known.get(keyOfAddress(email));
    if (there !== undefined && (there.state !== 'open' || there.expiresAt > now)) {
      // Its mail may not have been written: the key of a mail lets it be written once.
      if (there.jobId === job.id && there.state === 'open') waiting.push(there);
      results.push(invitedBefore(row, there));
      continue;
    }
    const obstacle = await obstacleTo(deps, rule, email);
    if (obstacle !== null) {
      results.push(problemOf(row, obstacle));
      continue;
    }
    const invitation: Invitation = {
      id: there?.id ?? orderedId(),
      tenant: rule.tenant,
      ruleId: rule.id,
      address: email,
      jobId: job.id,
      actor: job.actor.id,
      reason: row.reason ?? job.reason,
      state: 'open',
      createdAt: now,
      expiresAt: expiryFrom(now),
    };
    if (there === undefined) fresh.push(invitation);
    else {
      await deps.invitations.renew(there, invitation, tokenOf(deps, invitation));
      waiting.push(invitation);
    }
    results.push({ ...row, outcome: 'invited', awardId: invitation.id });
  }
  await deps.invitations.insertNew(
    fresh.map((invitation) => ({ invitation, token: tokenOf(deps, invitation) })),
  );
  const letter = await letterOf(deps, job, rule);
  await deps.mail.enqueueAll([...fresh, ...waiting].map(letter));
  return results;
}

/** Invites for a batch's rows, whatever their rules. @returns the batch with what became of each row */
export async function inviteAll(
  deps: InviteDeps & Pick<BulkDeps, 'rules'>,
  job: AwardJob,
  rows: readonly JobRow[],
): Promise<JobRow[]> {
  const open = rows.filter(({ outcome }) => outcome === 'invite');
  if (open.length === 0) return [...rows];
  const { groups, bad } = await byRule(createFindRules(deps, job), open);
  const results = new Map<number, JobRow>(
    bad.map(({ row, problem }) => [row.row, { ...row, outcome: 'problem', problem }]),
  );
  for (const { rule, rows: theirs } of groups)
    for (const row of await inviteRows(deps, job, rule, theirs)) results.set(row.row, row);
  return rows.map((row) => results.get(row.row) ?? row);
}

const problemOf = (row: JobRow, problem: 'mail_refused' | 'over_quota'): JobRow => ({
  ...row,
  outcome: 'problem',
  problem,
});
