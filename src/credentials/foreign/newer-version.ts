import type { NewerVersion, Verification } from '../verify/index.js';

/**
 * Finds the version that replaced a badge.
 * @param badgeId the badge's own identifier
 * @param issuerId the issuer that signed the badge
 */
export type FindNewer = (badgeId: string, issuerId: string) => Promise<NewerVersion | undefined>;

/** @returns a verification with what is known here of a newer version */
export async function withNewer(
  verification: Verification,
  findNewer: FindNewer,
): Promise<Verification> {
  const { checks, credential, issuedBy } = verification;
  const id = credential?.['id'];
  if (issuedBy === undefined || typeof id !== 'string') return verification;
  const isGenuine = ['proof', 'issuer-identity'].every((name) =>
    checks.some((check) => check.name === name && check.outcome === 'pass'),
  );
  const newer = isGenuine ? await findNewer(id, issuedBy.id) : undefined;
  return newer === undefined ? verification : { ...verification, newer };
}
