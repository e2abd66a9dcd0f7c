import { mapInFlight, omitUndefined } from '../../base/index.js';
import type { Clock, Events } from '../../base/index.js';
import type { SignBatch } from '../signing/sign-batch.js';
import { dateTimeOf } from '../credential/build-credential.js';
import type { Credential, Issued } from '../credential/credential.js';
import type { CredentialStore } from '../credential/credential-store.js';
import type { FindProgrammes } from '../credential/programmes.js';
import { nameProgrammes } from './name-programmes.js';
import { createDraw } from './randomness.js';
import { originOfIdentity } from '../issuer/addresses.js';
import type { Issuer, IssuerOf } from '../issuer/issuer.js';
import type { SigningKey } from '../issuer/issuer-key.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';
import type { IssueOrder } from '../credential/order.js';
import { awardInLog } from './award-in-log.js';
import type { TakeStatusIndexes } from '../status/status-indexes.js';
import type { StatusPlace, Draw } from '../credential/drawn.js';

/** How many badges are signed and inserted at a time: about 2 MB of text, which bounds the memory. */
const INSERT_AT_ONCE = 250;
const PARTS_IN_FLIGHT = 2;

interface Issuing {
  readonly issuer: Issuer;
  readonly key: SigningKey;
}
type FindIssuing = (of: IssuerOf | undefined) => Promise<Issuing>;

export interface IssueDeps {
  readonly publicUrl: string;
  readonly store: CredentialStore;
  readonly keys: IssuerKeys;
  readonly sign: SignBatch;
  readonly takePlaces: TakeStatusIndexes;
  /** @returns the issuer of a platform's new badges */
  readonly getIssuer: (of: IssuerOf | undefined) => Promise<Issuer>;
  readonly clock: Clock;
  readonly events: Pick<Events, 'tell'>;
  /** @returns where achievements lead, by their addresses; absent: nowhere */
  readonly findProgrammes?: FindProgrammes | undefined;
}

/** The marks that relate a badge to others. */
type Marks = Pick<Credential, 'supersedes' | 'refreshes' | 'addressId' | 'correction'>;

/** Issues badges. The same `awardId` gives the same badge, in whichever process and however often. */
export interface Issue {
  readonly one: (order: IssueOrder, marks?: Marks) => Promise<Credential>;
  /** @returns the badges in the orders' order */
  readonly batch: (orders: readonly IssueOrder[]) => Promise<Issued[]>;
}

/**
 * Creates the issuing of badges, of which one insert is the only step that counts. Places in a status list are taken
 * before (a crash wastes them), everything else is computed, and the unique index on the award decides which process
 * was first. There is no state between "no badge" and "a badge", so nothing has to be undone.
 */
export function createIssue(deps: IssueDeps): Issue {
  const { publicUrl, store, keys, sign, takePlaces, getIssuer, clock, events } = deps;
  const { findProgrammes } = deps;
  const drawFor = createDraw();

  const findIssuing = async (of: IssuerOf | undefined): Promise<Issuing> => {
    const issuer = await getIssuer(of);
    return { issuer, key: await keys.signingKey(issuer) };
  };

  /** Who issues, and with which key: asked once in a call for each tenant. */
  const askOnce = (): FindIssuing => {
    const asked = new Map<string, Promise<Issuing>>();
    return (of) => {
      const name = JSON.stringify(of ?? null);
      const before = asked.get(name);
      if (before !== undefined) return before;
      const asking = findIssuing(of);
      asked.set(name, asking);
      return asking;
    };
  };

  const issueOfTenant = async (
    orders: readonly IssueOrder[],
    marks: Marks,
    find: FindIssuing,
  ): Promise<Credential[]> => {
    const { issuer, key } = await find(issuerOf(orders[0]));
    const places = await takePlaces(issuer, orders.length);
    const now = clock.now();
    const origin = originOfIdentity(publicUrl, issuer.profileId);
    const own = origin === publicUrl ? undefined : origin;
    const draws = orders.map((order, index) =>
      drawFor(order.recipient.identity, placeAt(places, index), origin),
    );
    const texts = await sign({ issuer, key, orders, draws, created: dateTimeOf(now) });
    const made = orders.map((order, index) => ({
      ...toCredential(order, { id: issuer.id, origin: own }, draws[index]!, texts[index]!, now),
      ...marks,
    }));
    const refused = await store.insertMany(made);
    orders.forEach((order, index) => refused.has(index) || tellIssued(order));
    if (refused.size === 0) return made;
    // Another process was first with these awards: its badges count.
    const theirs = made.filter((_, index) => refused.has(index)).map(({ awardId }) => awardId);
    const ours = made.filter((_, index) => !refused.has(index));
    return [...ours, ...(await store.findByAwards(theirs))];
  };

  const tellIssued = ({ awardId, platformId, renews }: IssueOrder): void => {
    const fields = { awardId: awardInLog(awardId), isRenewal: renews !== undefined };
    events.tell('badge_issued', platformId === undefined ? fields : { ...fields, platformId });
  };

  /** Issues the badges of a few orders. @returns them by award, including those that existed already */
  const issuePart = async (
    orders: readonly IssueOrder[],
    marks: Marks = {},
    find: FindIssuing = findIssuing,
  ): Promise<(awardId: string) => Credential> => {
    const found = new Map<string, Credential>();
    const note = (credentials: Credential[]) =>
      credentials.forEach((credential) => found.set(credential.awardId, credential));
    note(await store.findByAwards(orders.map(({ awardId }) => awardId)));
    const open = distinct(orders.filter(({ awardId }) => !found.has(awardId)));
    const fresh = findProgrammes ? await nameProgrammes(findProgrammes, open) : open;
    for (const theirs of byTenant(fresh)) note(await issueOfTenant(theirs, marks, find));
    return (awardId) => {
      const credential = found.get(awardId);
      if (credential === undefined) throw new Error('a badge that was issued is not there');
      return credential;
    };
  };

  return {
    one: async (order, marks) => (await issuePart([order], marks))(order.awardId),
    async batch(orders) {
      const find = askOnce();
      const parts: (readonly IssueOrder[])[] = [];
      for (let start = 0; start < orders.length; start += INSERT_AT_ONCE)
        parts.push(orders.slice(start, start + INSERT_AT_ONCE));
      // While the store writes one part, the next is signed.
      const issued = await mapInFlight(parts, PARTS_IN_FLIGHT, async (part) => {
        const badgeOf = await issuePart(part, {}, find);
        return part.map(({ awardId }) => withoutText(badgeOf(awardId)));
      });
      return issued.flat();
    },
  };
}

const withoutText = ({ json: _, ...rest }: Credential): Issued => rest;

function placeAt(places: readonly StatusPlace[], index: number): StatusPlace {
  const place = places[index];
  if (place === undefined) throw new Error('fewer places than orders');
  return place;
}

function distinct(orders: readonly IssueOrder[]): IssueOrder[] {
  return [...new Map(orders.map((order) => [order.awardId, order])).values()];
}

/** @returns whose issuer gives a badge; undefined: the installation's */
const issuerOf = (order?: IssueOrder): IssuerOf | undefined =>
  order?.platformId === undefined
    ? undefined
    : { platformId: order.platformId, deploymentId: order.deploymentId };

function byTenant(orders: readonly IssueOrder[]): IssueOrder[][] {
  const groups = new Map<string, IssueOrder[]>();
  for (const order of orders) {
    const id = JSON.stringify([order.platformId, order.deploymentId]);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [order]);
    else group.push(order);
  }
  return [...groups.values()];
}

function toCredential(
  order: IssueOrder,
  issuer: { readonly id: string; readonly origin: string | undefined },
  { localId, place }: Draw,
  json: string,
  issuedAt: Date,
): Credential {
  const { recipient, validUntil } = order;
  return omitUndefined({
    id: localId,
    awardId: order.awardId,
    personId: order.personId,
    issuerId: issuer.id,
    origin: issuer.origin,
    achievementId: order.achievement.id,
    achievementName: order.achievement.name,
    recipientName: recipient.verifiedName,
    validFrom: order.validFrom,
    validUntil,
    issuedAt,
    json,
    visibility: order.visibility ?? 'private',
    renews: order.renews,
    state: 'valid',
    statusListId: place.listId,
    statusListIndex: place.index,
  });
}
