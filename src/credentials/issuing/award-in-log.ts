import { createHash } from 'node:crypto';

/** Badges in the place of others: `supersedes:<id>` where one was corrected, `refreshes:<id>` where its holder chose. */
const REPLACES = /^(supersedes:|refreshes:)(.+)$/;

/**
 * An award's id as the log may name it: that of a corrected badge holds its predecessor's id, which is the address of a page
 * that only those may open who were given it. A digest stands for it.
 */
export function awardInLog(awardId: string): string {
  const [, kind, id] = REPLACES.exec(awardId) ?? [];
  if (kind === undefined || id === undefined) return awardId;
  return kind + createHash('sha256').update(id).digest('hex').slice(0, 16);
}
