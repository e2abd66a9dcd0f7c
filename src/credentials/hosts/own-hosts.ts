import type { RequestHandler } from 'express';
import type { Audit } from '../../audit/index.js';
import type { Clock, Outbound } from '../../base/index.js';
import type { CredentialStore } from '../credential/credential-store.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';
import type { Issuers } from '../issuer/issuers.js';
import type { RecordStore } from '../records/record-store.js';
import type { StatusListStore } from '../status/status-list-store.js';
import type { HostAddresses } from './host-addresses.js';
import { createHostGate } from './host-gate.js';
import { createHosts, type Hosts } from './hosts.js';
import type { IssuerHostStore } from './issuer-host-store.js';
import type { PublicPath } from './public-paths.js';
import type { ResolveTxt } from './look-for-proof.js';
import { resolveTxt } from './resolve-txt.js';

/** @returns the origin of an achievement's version, and the deployment whose it is; null where there is none */
export type FindAchievementPlace = (
  id: string,
  version: number | undefined,
) => Promise<{
  readonly origin?: string | undefined;
  readonly platformId: string;
  readonly deploymentId: string;
} | null>;

/** What {@link createOwnHosts} takes of what the room is given. */
interface OwnHostsDeps {
  readonly settings: { readonly publicUrl: string };
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly findAchievementPlace?: FindAchievementPlace;
  readonly hostOutbound?: Pick<Outbound, 'fetch'>;
  readonly resolveTxt?: ResolveTxt;
}

/** Hosts of issuers' own, and the gate by the name that a request asks for. */
export interface OwnHosts extends Hosts {
  /** To be mounted before everything that answers. */
  readonly gate: RequestHandler;
}

/** @returns the hosts of issuers' own, with what is served there */
export function createOwnHosts(parts: {
  readonly deps: OwnHostsDeps;
  readonly hostStore: IssuerHostStore;
  readonly addresses: HostAddresses;
  readonly issuers: Issuers;
  readonly keys: Pick<IssuerKeys, 'signingKey'>;
  readonly credentials: Pick<CredentialStore, 'find'>;
  readonly records: Pick<RecordStore, 'find'>;
  readonly lists: Pick<StatusListStore, 'find'>;
}): OwnHosts {
  const { deps, addresses, issuers, credentials, records, lists } = parts;

  const isAchievementOf = async (
    issuerId: string,
    origin: string,
    { id, version }: Extract<PublicPath, { of: 'achievement' }>,
  ): Promise<boolean> => {
    const place = (await deps.findAchievementPlace?.(id, version)) ?? null;
    if (place === null) return false;
    return place.origin === origin || (await issuers.idOf(place)) === issuerId;
  };

  const isOf = async (issuerId: string, origin: string, path: PublicPath): Promise<boolean> => {
    if (path.of === 'everybody') return true;
    if (path.of === 'issuer') return path.id === issuerId;
    if (path.of === 'achievement') return isAchievementOf(issuerId, origin, path);
    const found = await { badge: credentials, record: records, list: lists }[path.of].find(path.id);
    return found?.issuerId === issuerId;
  };

  const hosts = createHosts({
    publicUrl: deps.settings.publicUrl,
    store: parts.hostStore,
    addresses,
    clock: deps.clock,
    audit: deps.audit,
    outbound: deps.hostOutbound ?? deps.outbound,
    resolveTxt: deps.resolveTxt ?? resolveTxt,
    keys: parts.keys,
    async describe(issuerId, origin) {
      const { platformId, deploymentId } = await issuers.draft(issuerId);
      return { identity: await issuers.identityAt(issuerId, origin), platformId, deploymentId };
    },
  });
  return { ...hosts, gate: createHostGate({ addresses, isOf }) };
}
