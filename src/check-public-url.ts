import { SettingsError, type Settings } from './base/index.js';

/**
 * Holds PUBLIC_URL steady once badges carry it in their signatures.
 * @param findFormerIssuer the DID that issued badges under another PUBLIC_URL, if any did
 * @throws SettingsError in production, naming what would stop verifying
 */
export async function checkPublicUrl(
  settings: Pick<Settings, 'mode' | 'publicUrl'>,
  findFormerIssuer: () => Promise<string | null>,
): Promise<void> {
  if (settings.mode !== 'production') return;
  const former = await findFormerIssuer();
  if (former === null) return;
  const host = decodeURIComponent(former.replace('did:web:', ''));
  throw new SettingsError(
    `PUBLIC_URL: expected https://${host}, found ${settings.publicUrl}; badges were issued by ${former}: their ` +
      'issuer, their status lists and their pages would stop verifying',
  );
}
