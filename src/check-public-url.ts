import { SettingsError, type Settings } from './base/index.js';
import type { Connection } from './store/index.js';
import { createInstallationStore } from './installation-store.js';

/**
 * Holds PUBLIC_URL steady once badges carry it in their signatures.
 * @param countBadges how many badges were issued so far
 * @throws SettingsError in production, naming what would stop verifying
 */
export async function checkPublicUrl(
  connection: Connection,
  settings: Pick<Settings, 'mode' | 'publicUrl'>,
  countBadges: () => Promise<number>,
): Promise<void> {
  const store = createInstallationStore(connection);
  const before = await store.findPublicUrl();
  if (before === settings.publicUrl) return;
  const badges = before === null ? 0 : await countBadges();
  if (before !== null && badges > 0 && settings.mode === 'production') {
    const host = new URL(before).host;
    throw new SettingsError(
      `PUBLIC_URL: expected ${before}, found ${settings.publicUrl}; ${badges} issued badges name ${before}: their issuer ` +
        `did:web:${host.replace(':', '%3A')}, their status lists and their pages would stop verifying`,
    );
  }
  await store.rememberPublicUrl(settings.publicUrl);
}
