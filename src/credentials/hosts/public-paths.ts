/** What of a path says whose it is: a badge, a record, a status list, an achievement's version, an issuer. */
export type PublicPath =
  | { readonly of: 'badge' | 'record' | 'list' | 'issuer'; readonly id: string }
  | { readonly of: 'achievement'; readonly id: string; readonly version: number | undefined }
  | { readonly of: 'everybody' };

/** Paths by what they are of; the first group is its id. */
const OF_ID = [
  ['badge', /^\/credentials\/([\w-]{22})(?:[./][\w./-]*)?$/],
  ['record', /^\/records\/([\w-]{22})(?:\.(?:json|jwt))?$/],
  ['list', /^\/status\/([\w-]{1,100})(?:\/(?:suspension|refresh))?$/],
  ['issuer', /^\/issuers\/([\w-]{1,100})(?:\/keys\/[\w-]{1,100})?$/],
] as const;
const ACHIEVEMENT =
  /^\/achievements\/([\w-]{22})(?:\/versions\/([1-9]\d{0,5})(?:\/image\.(?:svg|png))?)?(?:\/in\/[\w-]{2,30})?$/;
/** What is the same for every issuer, or says of itself at which host it was asked. */
const EVERYBODYS = [
  /^\/\.well-known\/(?:did|jwks)\.json$/,
  /^\/public\/[\w./-]+$/,
  /^\/favicon\.ico$/,
  /^\/issuers\/accent-[\da-f]{6}\.css$/,
  /^\/achievements\/pictures\/[\w-]{1,100}\.png$/,
];

/** @returns what a path on an issuer's own host is of; null for all that is not served there. Pure */
export function readPublicPath(path: string): PublicPath | null {
  if (EVERYBODYS.some((pattern) => pattern.test(path))) return { of: 'everybody' };
  for (const [of, pattern] of OF_ID) {
    const id = pattern.exec(path)?.[1];
    if (id !== undefined) return { of, id };
  }
  const [, id, version] = ACHIEVEMENT.exec(path) ?? [];
  if (id === undefined) return null;
  return { of: 'achievement', id, version: version === undefined ? undefined : Number(version) };
}
