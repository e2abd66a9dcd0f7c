import { reasonInWords } from '../../credentials/index.js';
import type { Award } from '../../awards/index.js';
import type { People } from '../../people/index.js';
import { dayIn, type Localizer } from '../../rules/index.js';

/** Names of people by the actor ids of audit log and awards. */
export type ActorNames = ReadonlyMap<string, string>;

const PERSON = 'person:';

/** @returns the names of those who decided these awards by hand, where the platform gave them */
export async function actorNamesOf(
  { people }: { readonly people: Pick<People, 'findMany'> },
  awards: readonly Award[],
): Promise<ActorNames> {
  const ids = awards.flatMap(({ actor }) =>
    actor?.startsWith(PERSON) ? [actor.slice(PERSON.length)] : [],
  );
  const persons = await people.findMany([...new Set(ids)]);
  return new Map(
    persons.flatMap(({ id, name }) => (name === undefined ? [] : [[`${PERSON}${id}`, name]])),
  );
}

/** @returns what was decided by hand, and when; undefined for an award as its rule made it */
function decisionOf(award: Award): { readonly key: string; readonly at: Date | undefined } | null {
  if (award.state === 'revoked')
    return award.revokedFor === 'hand' ? { key: 'revoked', at: award.takenAt } : null;
  if (award.by !== 'hand') return null;
  if (award.state === 'denied') return { key: 'denied', at: award.awardedAt };
  if (award.state !== 'active') return null;
  return { key: award.renews === undefined ? 'given' : 'renewed', at: award.awardedAt };
}

/** @returns a sentence such as "Given by Ms Rossi on 3 May: reason"; nothing for an award that its rule made */
export function handSentence(
  words: Localizer,
  award: Award | undefined,
  names: ActorNames,
): string | undefined {
  const decision = award && decisionOf(award);
  if (!decision) return undefined;
  const { key, at } = decision;
  const who = names.get(award.actor ?? '') ?? words.t('awards.hand.someone');
  const values = { who, date: at ? dayIn(words, at) : '' };
  const told = words.t(`awards.hand.${key}${at ? '' : 'Undated'}`, values);
  const reason = reasonInWords(words, award.reason);
  return reason ? words.t('awards.hand.because', { told, reason }) : told;
}
