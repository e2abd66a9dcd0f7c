import type { Laurel } from './app.js';
import type { Settings } from './base/index.js';

const MAIL_MS = 10_000;
const CORRECTIONS_MS = 5 * 60_000;

/** Lists the work that happens by itself, in one place. Called once, before work starts. */
export function listJobs({ work, mail, awards, credentials }: Laurel, _settings: Settings): void {
  work.recurring('mail.send', MAIL_MS, async () => void (await mail.sendDue()));
  awards.listJobs(work);
  work.recurring('credentials.corrections', CORRECTIONS_MS, async () => {
    await credentials.finishCorrections();
  });
}
