import type { CredentialState } from '../credential/credential.js';

/** A collection whose documents have places in status lists. */
export interface StatusSource {
  /** @returns the id of the last change in a list: as long as it is the same, so is the list */
  lastChange(statusListId: string): Promise<string>;
  /** Lists the places in a list whose document is in one of the states. */
  listPlaces(statusListId: string, states: readonly CredentialState[]): Promise<number[]>;
  /** Lists the places in a list whose document has a newer version. */
  listRefreshed(statusListId: string): Promise<number[]>;
}

/** @returns several collections as one: an issuer's badges and records share its lists */
export function joinSources(sources: readonly StatusSource[]): StatusSource {
  const all = async <T>(ask: (source: StatusSource) => Promise<T>): Promise<T[]> =>
    Promise.all(sources.map(ask));
  return {
    lastChange: async (id) => (await all((one) => one.lastChange(id))).join(' '),
    listPlaces: async (id, states) => (await all((one) => one.listPlaces(id, states))).flat(),
    listRefreshed: async (id) => (await all((one) => one.listRefreshed(id))).flat(),
  };
}
