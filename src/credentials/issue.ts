import type { Clock } from '../base/index.js';
import { buildCredential, dateTimeOf } from './build-credential.js';
import { checkCredential } from './check-credential.js';
import type { Credential } from './credential.js';
import type { CredentialStore } from './credential-store.js';
import { drawFor } from './draw.js';
import type { Issuer } from './issuer.js';
import { DEFAULT_ISSUER } from './issuer.js';
import type { SigningKey } from './issuer-key.js';
import type { IssuerKeys } from './issuer-keys.js';
import type { IssueOrder } from './order.js';
import { signBadge } from './sign-credential.js';
import type { StatusPlace } from './status-list.js';
import type { TakePlaces } from './status-places.js';

/** One insert of the store takes this many at most. */
const INSERT_AT_ONCE = 1_000;

export interface IssueDeps {
  readonly publicUrl: string;
  readonly store: CredentialStore;
  readonly keys: IssuerKeys;
  readonly takePlaces: TakePlaces;
  readonly getIssuer: (id: string) => Promise<Issuer>;
  readonly clock: Clock;
}

/** Issues the badges of orders; what comes back stands in the orders' order. */
export type IssueBatch = (
  orders: readonly IssueOrder[],
  marks?: { supersedes?: string },
) => Promise<Credential[]>;

/**
 * Issuing: one insert is the whole of it. Places in a status list are taken before (a crash wastes them),
 * everything else is computed, and the unique index on the award decides who was first. There is no state
 * between "no badge" and "a badge": nothing has to be taken back.
 */
export function createIssueBatch(deps: IssueDeps): IssueBatch {
  const { publicUrl, store, keys, takePlaces, getIssuer, clock } = deps;

  const make = async (
    order: IssueOrder,
    issuer: Issuer,
    key: SigningKey,
    place: StatusPlace,
  ): Promise<Credential> => {
    const drawn = drawFor(order.recipient.identity, place, publicUrl);
    const badge = buildCredential(order, issuer, drawn);
    checkCredential(badge);
    const now = clock.now();
    const json = await signBadge(badge, key, dateTimeOf(now));
    return toCredential(order, issuer, drawn.localId, place, json, now);
  };

  const issueOfIssuer = async (
    orders: readonly IssueOrder[],
    issuerId: string,
    marks: { supersedes?: string },
  ): Promise<Credential[]> => {
    const issuer = await getIssuer(issuerId);
    const key = await keys.signingKey(issuer);
    const places = await takePlaces(issuerId, orders.length);
    const made: Credential[] = [];
    for (const [index, order] of orders.entries()) {
      const place = places[index];
      if (place === undefined) throw new Error('fewer places than orders');
      made.push({ ...(await make(order, issuer, key, place)), ...marks });
    }
    const refused = await store.insertMany(made);
    if (refused.size === 0) return made;
    // Another process was first with these: its badge is the badge.
    const theirs = made.filter((_, index) => refused.has(index)).map(({ awardId }) => awardId);
    const ours = made.filter((_, index) => !refused.has(index));
    return [...ours, ...(await store.findByAwards(theirs))];
  };

  return async (orders, marks = {}) => {
    const found = new Map<string, Credential>();
    for (let start = 0; start < orders.length; start += INSERT_AT_ONCE) {
      const part = orders.slice(start, start + INSERT_AT_ONCE);
      const ids = part.map(({ awardId }) => awardId);
      const note = (credentials: Credential[]) =>
        credentials.forEach((credential) => found.set(credential.awardId, credential));
      note(await store.findByAwards(ids));
      const fresh = distinct(part.filter(({ awardId }) => !found.has(awardId)));
      for (const [issuerId, ofIssuer] of byIssuer(fresh))
        note(await issueOfIssuer(ofIssuer, issuerId, marks));
    }
    return orders.map(({ awardId }) => {
      const credential = found.get(awardId);
      if (credential === undefined) throw new Error('a badge that was issued is not there');
      return credential;
    });
  };
}

function distinct(orders: readonly IssueOrder[]): IssueOrder[] {
  return [...new Map(orders.map((order) => [order.awardId, order])).values()];
}

function byIssuer(orders: readonly IssueOrder[]): Map<string, IssueOrder[]> {
  const groups = new Map<string, IssueOrder[]>();
  for (const order of orders) {
    const id = order.issuerId ?? DEFAULT_ISSUER;
    groups.set(id, [...(groups.get(id) ?? []), order]);
  }
  return groups;
}

function toCredential(
  order: IssueOrder,
  issuer: Issuer,
  id: string,
  place: StatusPlace,
  json: string,
  issuedAt: Date,
): Credential {
  const { recipient, validUntil } = order;
  return {
    id,
    awardId: order.awardId,
    personId: order.personId,
    issuerId: issuer.id,
    achievementId: order.achievement.id,
    achievementName: order.achievement.name,
    ...(recipient.verifiedName === undefined ? {} : { recipientName: recipient.verifiedName }),
    validFrom: order.validFrom,
    ...(validUntil === undefined ? {} : { validUntil }),
    issuedAt,
    json,
    visibility: order.visibility ?? 'private',
    state: 'valid',
    statusListId: place.listId,
    statusListIndex: place.index,
  };
}
