import type { Laurel } from './app.js';

const MAIL_MS = 10_000;
const FORGET_MAIL_MS = 3_600_000;
const SUCCESSIONS_MS = 60_000;
const RETENTION_MS = 24 * 3_600_000;
const CORRECTIONS_MS = 5 * 60_000;
const HOSTS_MS = 10 * 60_000;

/** Lists the work that happens by itself, in one place. Called once, before work starts. */
export function listJobs(laurel: Laurel): void {
  const { work, mail, awards, bulk, checks, course, credentials, feed } = laurel;
  const { applications, endorsements, imports, pathways } = laurel;
  const { retention, skills, successions, webhooks } = laurel;
  work.recurring('mail.send', MAIL_MS, async () => void (await mail.sendDue()));
  work.recurring('mail.forget', FORGET_MAIL_MS, () => mail.forgetSent());
  work.recurring('successions.finish', SUCCESSIONS_MS, () => successions.finish());
  for (const room of [
    applications,
    checks,
    awards,
    bulk,
    course,
    endorsements,
    feed,
    imports,
    pathways,
    skills,
    webhooks,
  ])
    room.listJobs(work);
  work.recurring('retention.sweep', RETENTION_MS, async () => void (await retention.sweep()));
  work.recurring('credentials.corrections', CORRECTIONS_MS, async () => {
    await credentials.finishCorrections();
  });
  work.recurring('credentials.hosts', HOSTS_MS, async () => {
    await credentials.hosts.lookAgain();
  });
}
