import type { Laurel } from './app.js';
import type { Settings } from './base/index.js';

const MAIL_MS = 10_000;

/** Lists the work that happens by itself, in one place. Called once, before work starts. */
export function listJobs({ work, mail, awards }: Laurel, _settings: Settings): void {
  work.recurring('mail.send', MAIL_MS, async () => void (await mail.sendDue()));
  awards.listJobs(work);
}
