import { omitUndefined } from '../../base/index.js';
import { addressIdOf, pageUrlOf } from '../credential/address.js';
import type { Credential } from '../credential/credential.js';
import type { OpenBadgeCredential } from '../credential/open-badge.js';
import {
  buildShareKit,
  keepFiles,
  type KeepFile,
  type ShareKit,
  type Translate,
} from './share-kit.js';
import { buildMetaTags, buildStructuredData } from './structured-data.js';

/** What the page of a badge shows beside the badge: files for everybody who sees it, sharing for its owner. */
export interface SharedPage {
  /** The address of the badge's picture, visible to everybody who sees the page. */
  readonly art: string;
  readonly files: readonly KeepFile[];
  readonly keep?: ShareKit;
  /** For search engines and link previews; only where others may see the page. */
  readonly structuredData?: object;
  readonly headExtra?: string;
}

/** @param badge the credential's text, parsed */
export function buildSharedPage(
  credential: Credential,
  badge: OpenBadgeCredential,
  isMine: boolean,
  t: Translate,
): SharedPage {
  const always = omitUndefined({
    art: `/credentials/${addressIdOf(credential)}/art.png`,
    files: keepFiles(credential, t),
    keep: isMine ? buildShareKit(credential, t, badge) : undefined,
  });
  if (credential.visibility === 'private') return always;
  const address = pageUrlOf(credential, badge.id);
  return {
    ...always,
    structuredData: buildStructuredData(badge, address),
    headExtra: buildMetaTags(badge, address),
  };
}
