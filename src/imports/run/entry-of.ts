import { createHash } from 'node:crypto';
import { omitUndefined } from '../../base/index.js';
import { hostOf } from '../check/parties.js';
import type { AchievementFacts, Opened } from '../open/facts.js';
import type { ImportOwner, Purpose, WholeEntry } from './import.js';

/** @returns what the same achievement of another system has in common, in whichever file: its identifier, else name and issuer */
export const classKeyOf = ({ id, name, issuer }: AchievementFacts): string =>
  createHash('sha256')
    .update(JSON.stringify(id === undefined ? [name, issuer.id ?? issuer.name ?? ''] : [id]))
    .digest('base64url');

/** @returns what was earned or can be, as far as the file says it */
export function classOf(opened: Opened): AchievementFacts | undefined {
  if (opened.kind === 'refused') return undefined;
  return opened.kind === 'achievement' ? opened.facts : opened.facts.achievement;
}

/** What is no use for what an import is for: why, as a code and an English sentence. */
function unfitFor(
  opened: Opened,
  owner: ImportOwner,
  purpose: Purpose,
): readonly [code: string, detail: string] | null {
  if (owner.kind === 'home')
    return opened.kind === 'badge'
      ? null
      : ['no_badge', 'It tells what can be earned, or that somebody did; it is no badge.'];
  if (purpose === 'reissue')
    return opened.kind === 'achievement'
      ? ['nobody_named', 'It tells what can be earned, and names nobody who has.']
      : null;
  return classOf(opened) === undefined
    ? ['no_achievement', 'It does not say what was earned: only where that is told.']
    : null;
}

/** Makes the entry of an import of one thing that was found in its file. */
export function entryOf(
  importId: string,
  at: number,
  opened: Opened,
  owner: ImportOwner,
  purpose: Purpose = 'drafts',
): WholeEntry {
  const facts = classOf(opened);
  const base = omitUndefined({
    importId,
    at,
    place: opened.place,
    kind: opened.kind,
    name: facts?.name,
    issuer: facts?.issuer.name,
    host: hostOf(facts?.issuer.id ?? facts?.id) ?? undefined,
    classKey: facts && classKeyOf(facts),
    opened,
  });
  const notTaken = (code: string, detail: string): WholeEntry => ({
    ...base,
    outcome: 'refused',
    code,
    detail,
  });
  if (opened.kind === 'refused') return notTaken(opened.code, opened.detail);
  const unfit = unfitFor(opened, owner, purpose);
  if (unfit !== null) return notTaken(...unfit);
  return { ...base, outcome: purpose === 'reissue' ? 'unjudged' : 'waiting' };
}

/** Of several that are of the same achievement one makes a draft, and none where there is one. */
export function withoutRepeats(
  entries: readonly WholeEntry[],
  known: ReadonlySet<string>,
): WholeEntry[] {
  const seen = new Set(known);
  return entries.map((entry) => {
    const { outcome, classKey } = entry;
    if (outcome !== 'waiting' || classKey === undefined) return entry;
    if (seen.has(classKey)) return { ...entry, outcome: 'duplicate' };
    seen.add(classKey);
    return entry;
  });
}
