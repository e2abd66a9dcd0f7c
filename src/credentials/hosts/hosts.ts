import type { Audit, AuditAction } from '../../audit/index.js';
import { omitUndefined, randomId, type Clock, type Outbound } from '../../base/index.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';
import type { HostAddresses } from './host-addresses.js';
import {
  hostHeaderLost,
  hostNotProven,
  hostRefused,
  hostTaken,
  hostThere,
  hostTooSoon,
  noHost,
} from './host-errors.js';
import { hostOf, readHost } from './host-name.js';
import { checkLeadsHere, type DescribeIssuer } from './leads-here.js';
import type { HostState, IssuerHost } from './issuer-host.js';
import type { HostChange, IssuerHostStore } from './issuer-host-store.js';
import { lookForProof, provenBy, type ProofReport, type ResolveTxt } from './look-for-proof.js';
import { settle } from './settle.js';

/** How long after a look at a proof an administrator may ask for the next, in milliseconds. */
const LOOK_APART_MS = 5_000;
const MOST_AT_ONCE = 50;

export interface HostsDeps {
  readonly publicUrl: string;
  readonly store: IssuerHostStore;
  readonly addresses: Pick<HostAddresses, 'drop'>;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly resolveTxt: ResolveTxt;
  readonly keys: Pick<IssuerKeys, 'signingKey'>;
  readonly describe: DescribeIssuer;
}

/** Hosts of issuers' own: asked for, proven, in use, given up. */
export interface Hosts {
  /** @returns the host that an issuer has or asks for; null where it has none */
  current(issuerId: string): Promise<IssuerHost | null>;
  /** Lists the hosts that an issuer has, and those that it had and badges name. */
  list(issuerId: string): Promise<IssuerHost[]>;
  /**
   * Names a host.
   * @throws InvalidInput `host_refused`, Conflict `host_taken`, `host_there`
   */
  ask(issuerId: string, typed: string, actor: string): Promise<IssuerHost>;
  /**
   * Looks for the proof. @returns what was found, by each way
   * @throws NotFound `host_not_found`, Conflict `host_taken`, `host_too_soon`
   */
  prove(issuerId: string, actor: string): Promise<ProofReport>;
  /**
   * Has new badges name the host, after a look from outside at whether it leads here.
   * @param arrivedAt the Host header of the request that asks for it
   * @throws NotFound `host_not_found`, Conflict `host_not_proven`, `host_header_lost`, UpstreamFailed `host_elsewhere`
   */
  use(issuerId: string, actor: string, arrivedAt: string | undefined): Promise<void>;
  /** New badges come from PUBLIC_URL again. A host that badges name is served for good; any other is free again. */
  giveUp(issuerId: string, actor: string): Promise<void>;
  /** Looks for the proofs that are due. @returns how many were looked for */
  lookAgain(): Promise<number>;
}

/** @returns the hosts of issuers' own */
export function createHosts(deps: HostsDeps): Hosts {
  const { publicUrl, store, addresses, clock, audit } = deps;

  const record = async (
    actor: string,
    action: Extract<AuditAction, `issuerHost.${string}`>,
    { issuerId, host }: IssuerHost,
  ): Promise<void> => {
    const { platformId, deploymentId } = await deps.describe(issuerId, publicUrl);
    const subject = `issuer:${issuerId}`;
    const details = { host };
    await audit.record(
      omitUndefined({ actor, action, subject, platformId, deploymentId, details }),
    );
  };

  const require = async (issuerId: string): Promise<IssuerHost> => {
    const found = await store.findCurrent(issuerId);
    if (found === null) throw noHost();
    return found;
  };

  /** @returns the host as it is now; null where another request changed it first */
  const change = async ({ id }: IssuerHost, state: HostState, what: HostChange) => {
    const changed = await store.change(id, state, what);
    addresses.drop();
    return changed;
  };

  const look = async (found: IssuerHost, actor: string): Promise<ProofReport> => {
    const report = await lookForProof(deps, found);
    const now = clock.now();
    if (found.state === 'asked') {
      const method = provenBy(report);
      if (method === undefined) {
        await change(found, 'asked', { checkedAt: now });
        return report;
      }
      const proven = { ...settle(found, 'found', now), method, isHeld: true, provenAt: now };
      const changed = await change(found, 'asked', { ...proven, state: 'proven' });
      if (changed === 'taken') throw hostTaken();
      if (changed !== null) await record(actor, 'issuerHost.proven', changed);
      return report;
    }
    const settled = settle(found, report, now);
    const changed = await change(found, found.state, settled);
    if (changed === null || changed === 'taken') return report;
    if (changed.lostAt !== undefined && found.lostAt === undefined)
      await record('laurel', 'issuerHost.lost', changed);
    if (changed.lostAt === undefined && found.lostAt !== undefined)
      await record(actor, 'issuerHost.found', changed);
    return report;
  };

  return {
    current: (issuerId) => store.findCurrent(issuerId),
    list: (issuerId) => store.listOf(issuerId),
    async ask(issuerId, typed, actor) {
      const read = readHost(typed, publicUrl);
      if (!read.ok) throw hostRefused(read.problem);
      const { host, key } = read;
      const held = await store.findHeldLike(key);
      if (held !== null && held.host !== host) throw hostRefused('lookalike');
      if (held !== null && held.issuerId !== issuerId) throw hostTaken();
      if (held?.isCurrent === true) return held;
      const asked = {
        state: 'asked',
        isCurrent: true,
        token: randomId(),
        askedAt: clock.now(),
      } as const;
      if (held !== null) {
        // Badges name it already: it is proven anew before new ones do.
        const changed = await change(held, 'givenUp', { ...asked, givenUpAt: undefined });
        if (changed === null || changed === 'taken') throw hostThere();
        await record(actor, 'issuerHost.asked', changed);
        return changed;
      }
      const fresh: IssuerHost = { ...asked, id: randomId(), issuerId, host, key, isHeld: false };
      if (!(await store.add(fresh))) throw hostThere();
      await record(actor, 'issuerHost.asked', fresh);
      return fresh;
    },
    async prove(issuerId, actor) {
      const found = await require(issuerId);
      const waited = clock.now().getTime() - (found.checkedAt?.getTime() ?? 0);
      if (waited < LOOK_APART_MS) throw hostTooSoon(Math.ceil((LOOK_APART_MS - waited) / 1_000));
      return look(found, actor);
    },
    async use(issuerId, actor, arrivedAt) {
      const found = await require(issuerId);
      if (found.state === 'inUse') return;
      if (found.state !== 'proven' || found.lostAt !== undefined) throw hostNotProven();
      const expected = hostOf(new URL(publicUrl).host);
      if (hostOf(arrivedAt) !== expected) throw hostHeaderLost({ expected });
      await checkLeadsHere(deps, found);
      const usedAt = found.usedAt ?? clock.now();
      const changed = await change(found, 'proven', { state: 'inUse', usedAt });
      if (changed !== null && changed !== 'taken') await record(actor, 'issuerHost.used', changed);
    },
    async giveUp(issuerId, actor) {
      const found = await require(issuerId);
      if (found.usedAt === undefined) {
        await store.remove(found.id);
        addresses.drop();
      } else {
        const ended = { checkAt: undefined, missingSince: undefined, unknownSince: undefined };
        const now = clock.now();
        const what = {
          state: 'givenUp',
          isCurrent: false,
          givenUpAt: now,
          lostAt: undefined,
        } as const;
        if ((await change(found, found.state, { ...ended, ...what })) === null) return;
      }
      await record(actor, 'issuerHost.givenUp', found);
    },
    async lookAgain() {
      const due = await store.listDue(clock.now(), MOST_AT_ONCE);
      for (const one of due) await look(one, 'laurel');
      return due.length;
    },
  };
}
