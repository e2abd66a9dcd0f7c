import { nameKey } from '../verify/name-key.js';
import { DEFAULT_ISSUER } from './issuer.js';
import type { IssuerRecord, IssuerStore } from './issuer-store.js';

/** The parts of an issuer that decide about its name. */
type Named = Pick<IssuerRecord, 'id' | 'nameKey' | 'mayShareName'> & { readonly name?: string };

/**
 * @returns whether an issuer may use its name: of several with one name, the one to which it belongs, and those that
 *   the operator allowed
 */
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
 * Updates the comparison keys of names to this version's. The installation's own name, also that of the settings, comes
 * before those of tenants; then the earlier one counts. Repeating it changes nothing.
 * @param ownName the name in the settings, which counts until a profile is saved
 * @returns the ids of issuers with another's name that the operator has not allowed
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
  // Keys are released first, so that they are free for whoever takes them.
  for (const { id } of wrong.filter((one) => one.nameKey !== undefined))
    await store.setNameKey(id, undefined);
  for (const { id, wanted: key } of wrong) if (key !== undefined) await store.setNameKey(id, key);
  return wanted.filter((one) => one.wanted === undefined).map(({ id }) => id);
}
