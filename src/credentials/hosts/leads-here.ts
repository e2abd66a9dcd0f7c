import type { Outbound } from '../../base/index.js';
import { controllerUrl } from '../verify/controller.js';
import type { IssuerIdentity } from '../issuer/issuer.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';
import { hostElsewhere } from './host-errors.js';
import { originOfHost, type IssuerHost } from './issuer-host.js';

/** @returns how an issuer's new badges would name it at an origin, and whose issuer it is */
export type DescribeIssuer = (
  issuerId: string,
  origin: string,
) => Promise<{
  readonly identity: IssuerIdentity;
  readonly platformId?: string | undefined;
  readonly deploymentId?: string | undefined;
}>;

const MOST_BYTES = 262_144;
const TIMEOUT_MS = 8_000;

/**
 * Looks at a host as a verifier does: whether the document of the identity that badges are going to name is there, with
 * the key that is going to sign them. Whoever answers with that key's id has it from here.
 * @throws UpstreamFailed `host_elsewhere`
 */
export async function checkLeadsHere(
  deps: {
    readonly outbound: Pick<Outbound, 'fetch'>;
    readonly keys: Pick<IssuerKeys, 'signingKey'>;
    readonly describe: DescribeIssuer;
  },
  host: IssuerHost,
): Promise<void> {
  const { identity } = await deps.describe(host.issuerId, originOfHost(host));
  const key = await deps.keys.signingKey(identity);
  const address = controllerUrl(identity.profileId);
  if (address === null) throw hostElsewhere(host.host);
  const found = await deps.outbound
    .fetch(address, {
      headers: { accept: 'application/did+json, application/ld+json', 'cache-control': 'no-cache' },
      maxBytes: MOST_BYTES,
      timeoutMs: TIMEOUT_MS,
    })
    .then((answer) => answer.status === 200 && answer.json())
    .catch((cause: unknown) => {
      throw hostElsewhere(host.host, cause);
    });
  const { verificationMethod: methods } = (found || {}) as { verificationMethod?: unknown };
  const isListed =
    Array.isArray(methods) &&
    methods.some((one) => (one as { id?: unknown } | null)?.id === key.id);
  if (!isListed) throw hostElsewhere(host.host);
}
