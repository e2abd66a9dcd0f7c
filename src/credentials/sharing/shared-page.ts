import type { Credential } from '../credential.js';
import type { OpenBadgeCredential } from '../open-badge.js';
import { buildShareKit, type KeepFile, type ShareKit } from './share-kit.js';
import { buildMetaTags, buildStructuredData } from './structured-data.js';

/** What the page of a badge has beside the badge: files for everybody who sees it, sharing for its owner. */
export interface SharedPage {
  /** The badge's picture, by an address that whoever sees the page may see. */
  readonly art: string;
  readonly files: readonly KeepFile[];
  readonly keep?: ShareKit;
  /** For search engines and link previews; only where others may see the page. */
  readonly structuredData?: object;
  readonly headExtra?: string;
}

export function buildSharedPage(
  credential: Credential,
  isMine: boolean,
  t: (key: string, values?: Readonly<Record<string, unknown>>) => string,
): SharedPage {
  const kit = buildShareKit(credential, t);
  const always = {
    art: `/credentials/${credential.id}/art.png`,
    files: kit.files,
    ...(isMine ? { keep: kit } : {}),
  };
  if (credential.visibility === 'private') return always;
  const badge = JSON.parse(credential.json) as OpenBadgeCredential;
  return {
    ...always,
    structuredData: buildStructuredData(badge),
    headExtra: buildMetaTags(badge),
  };
}
