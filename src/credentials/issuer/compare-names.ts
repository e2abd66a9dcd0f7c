import { nameKey } from '../verify/name-key.js';
import { DEFAULT_ISSUER } from './issuer.js';
import type { IssuerRecord, IssuerStore } from './issuer-store.js';

/** An issuer as far as its name is asked about. */
type Named = Pick<IssuerRecord, 'id' | 'nameKey' | 'mayShareName'> & { readonly name?: string };

/** Tells whose name counts: of several with one name whoever has it to itself, and whom the operator let have it, too. */
export function nameHolders(all: readonly Named[]): (one: Named) => boolean {
  const holders = new Map<string, string>();
  for (const { id, name, nameKey: key, mayShareName = false } of all) {
    if (name === undefined || mayShareName) continue;
    if (key !== undefined || !holders.has(nameKey(name))) holders.set(nameKey(name), id);
  }
  return ({ id, name = '', mayShareName = false }) =>
    mayShareName || holders.get(nameKey(name)) === id;
}

/**
 * Brings the keys of names up to this version's. The installation's own, also the one of the settings, comes before a
 * tenant's; then whoever had a name first. Repeating it changes nothing.
 * @param ownName the name in the settings, which counts until a profile is saved
 * @returns the ids of those whose name is another's, too, which the operator has not allowed
 */
export async function compareNames(
  store: Pick<IssuerStore, 'list' | 'setNameKey'>,
  ownName: string | undefined,
): Promise<string[]> {
  const records = await store.list();
  const age = ({ id, changedAt }: IssuerRecord): number =>
    id === DEFAULT_ISSUER ? 0 : changedAt.getTime();
  const isOwnSaved = records.some(({ id }) => id === DEFAULT_ISSUER);
  const held = new Set(isOwnSaved || ownName === undefined ? [] : [nameKey(ownName)]);
  const wanted = records
    .filter(({ mayShareName = false }) => !mayShareName)
    .toSorted((a, b) => age(a) - age(b))
    .map((record) => {
      const key = nameKey(record.name);
      const isFree = !held.has(key);
      held.add(key);
      return { ...record, wanted: isFree ? key : undefined };
    });
  const wrong = wanted.filter((one) => one.nameKey !== one.wanted);
  // Let go first, so that whoever takes a key finds it free.
  for (const { id } of wrong.filter((one) => one.nameKey !== undefined))
    await store.setNameKey(id, undefined);
  for (const { id, wanted: key } of wrong) if (key !== undefined) await store.setNameKey(id, key);
  return wanted.filter((one) => one.wanted === undefined).map(({ id }) => id);
}
