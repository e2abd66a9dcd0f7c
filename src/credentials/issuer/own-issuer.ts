import { deploymentIssuerId, type IssuerOf } from './issuer.js';
import type { IssuerRecord } from './issuer-store.js';

/** The ids under which a deployment's issuer may be kept, its own first. */
export const idsFor = ({ platformId, deploymentId }: IssuerOf): string[] =>
  deploymentId === undefined
    ? [platformId]
    : [deploymentIssuerId(platformId, deploymentId), platformId];

/** @returns the issuer in use that a deployment has of its own, or its platform's; undefined: the installation's */
export function ownIssuerOf(
  records: readonly IssuerRecord[],
  of: IssuerOf,
): IssuerRecord | undefined {
  const found = records.filter(
    (one) => one.isInUse && (one.deploymentId ?? of.deploymentId) === of.deploymentId,
  );
  return idsFor(of).flatMap((id) => found.find((one) => one.id === id) ?? [])[0];
}
