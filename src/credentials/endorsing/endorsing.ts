import type { Clock } from '../../base/index.js';
import type { Workers } from '../../workers/index.js';
import type { StatusPlace } from '../credential/drawn.js';
import { buildProfileDocument } from '../issuer/did-document.js';
import { endorserKeyOwner } from '../issuer/issuer-key.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';
import { profileOf } from '../issuer/issuer.js';
import type { Profile } from '../issuer/profile.js';
import { signRecord } from '../records/sign-record.js';
import type { TakeStatusIndexes } from '../status/status-indexes.js';
import type { StatusLists } from '../status/status-lists.js';
import { buildStatusEntry } from '../status/status-list.js';
import { checkSchema } from '../verify/schema-check.js';
import { buildEndorsement, type EndorsementWords } from './endorsement-credential.js';

/** Who endorses, and has shown that a domain is theirs. */
export interface EndorserIdentity {
  readonly id: string;
  readonly name: string;
  /** In ASCII, lower case. */
  readonly domain: string;
}

/** What is endorsed, and in which words; where it can be revoked. */
export type EndorsementOrder = Omit<EndorsementWords, 'url' | 'status'> & {
  readonly id: string;
  readonly place: StatusPlace;
};

/** The signing of endorsements for endorsers whom this installation hosts, and what others sign for themselves. */
export interface Endorsing {
  /** @returns the address of an endorsement of this installation */
  urlOf(id: string): string;
  /** @returns the identity of an endorser here: the https address of its Profile */
  profileIdOf(endorserId: string): string;
  /** Takes a place in the list of what the endorser revoked. */
  takePlace(endorserId: string): Promise<StatusPlace>;
  /**
   * Signs by the key that this installation holds for an endorser.
   * @returns the exact JSON text
   * @throws InvalidInput `too_costly`, Unavailable `too_busy`
   */
  sign(order: EndorsementOrder, endorser: EndorserIdentity): Promise<string>;
  /** @returns the endorsement for an endorser to sign, in the name of `issuerId` */
  unsigned(order: EndorsementOrder, issuer: Profile): string;
  /** @returns an endorser's Profile with its keys (OB 3.0, B.1.14; CID 1.0), which says that it is hosted on its behalf */
  profileDocument(endorser: EndorserIdentity): Promise<object>;
  /** To be called when an endorsement of the list was revoked. */
  dropList(listId: string): void;
}

/** @returns the signing of endorsements */
export function createEndorsing(deps: {
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly keys: Pick<IssuerKeys, 'signingKey' | 'listByController'>;
  readonly takePlaces: TakeStatusIndexes;
  readonly workers: Pick<Workers, 'run'>;
  readonly statusLists: Pick<StatusLists, 'drop'>;
}): Endorsing {
  const { publicUrl, keys } = deps;
  const profileIdOf = (endorserId: string) => `${publicUrl}/endorsers/${endorserId}`;
  const urlOf = (id: string) => `${publicUrl}/endorsements/${id}`;
  const identityOf = (endorserId: string) => ({
    id: endorserKeyOwner(endorserId),
    profileId: profileIdOf(endorserId),
  });
  const issuerOf = ({ id, name, domain }: EndorserIdentity) => ({
    ...identityOf(id),
    name,
    url: `https://${domain}`,
    description: `This profile is hosted by ${new URL(publicUrl).host} on behalf of ${domain}, which has shown that the domain is its own.`,
  });

  const build = (order: EndorsementOrder, issuer: Profile) => {
    const status = buildStatusEntry(publicUrl, order.place);
    const built = buildEndorsement({ ...order, url: urlOf(order.id), status }, issuer);
    const [problem] = checkSchema(built);
    if (problem !== undefined)
      throw new Error(`an endorsement lacks ${problem.at}: ${problem.expected}`);
    return built;
  };

  return {
    urlOf,
    profileIdOf,
    async takePlace(endorserId) {
      const [place] = await deps.takePlaces(identityOf(endorserId), 1);
      if (place === undefined) throw new Error('no place in a status list');
      return place;
    },
    async sign(order, endorser) {
      const built = build(order, profileOf(issuerOf(endorser)));
      const key = await keys.signingKey(identityOf(endorser.id));
      return signRecord(deps.workers, built, key, deps.clock.now(), endorser.id);
    },
    unsigned: (order, issuer) => JSON.stringify(build(order, issuer), null, 2),
    async profileDocument(endorser) {
      const listed = await keys.listByController(profileIdOf(endorser.id));
      return buildProfileDocument(issuerOf(endorser), listed);
    },
    dropList: (listId) => deps.statusLists.drop(listId),
  };
}
