import { createHash } from 'node:crypto';

/**
 * Award ids of replacing badges: `supersedes:<id>` of a corrected one, `refreshes:<id>` of one reissued by its holder's
 * choice.
 */
const REPLACES = /^(supersedes:|refreshes:)(.+)$/;

/**
 * @returns an award's id as the log may contain it. The award id of a replacing badge contains its predecessor's id,
 *   which is the address of a page that is known only to those who were given it; a digest replaces it
 */
export function awardInLog(awardId: string): string {
  const [, kind, id] = REPLACES.exec(awardId) ?? [];
  if (kind === undefined || id === undefined) return awardId;
  return kind + createHash('sha256').update(id).digest('hex').slice(0, 16);
}
