import { reasonInWords } from '../../credentials/index.js';
import type { Award } from '../../awards/index.js';
import type { People } from '../../people/index.js';
import { dayIn, type Localizer } from '../../rules/index.js';

/** The names of people by how the audit log and awards call them. */
export type ActorNames = ReadonlyMap<string, string>;

const PERSON = 'person:';

/** Who decided these awards by hand, as far as the platform told their names. */
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

/** What was done by hand, and when, where an award is as it is by somebody's decision. */
function decisionOf(award: Award): { readonly key: string; readonly at: Date | undefined } | null {
  if (award.state === 'revoked')
    return award.revokedFor === 'hand' ? { key: 'revoked', at: award.takenAt } : null;
  if (award.by !== 'hand') return null;
  if (award.state === 'denied') return { key: 'denied', at: award.awardedAt };
  if (award.state !== 'active') return null;
  return { key: award.renews === undefined ? 'given' : 'renewed', at: award.awardedAt };
}

/** "Given by Ms Rossi on 3 May: reason"; nothing for an award that a rule made. */
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
