import { createHash, randomBytes } from 'node:crypto';
import type { Scope } from './scopes.js';

/** An access token of the REST API, as it is kept: of its secret the hash alone. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The platform whose data it opens; null: all of them (the operator's). */
  readonly platformId: string | null;
  /** The one deployment of the platform whose data it opens; null: all of them. */
  readonly deploymentId: string | null;
  /** Who made it, as the audit log names actors. */
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When it was last used, to the minute; absent: never. */
  readonly lastUsedAt?: Date;
  readonly revokedAt?: Date;
}

/** By it scanners for leaked secrets know a token of Laurel. */
export const TOKEN_PREFIX = 'lrl_';

/** Secrets, by what they are for; what stands behind TOKEN_PREFIX tells them apart. */
const MARKS = {
  token: '',
  access: 'at_',
  client: 'cs_',
  code: 'ac_',
  refresh: 'rt_',
  app: 'pt_',
} as const;

export type SecretKind = keyof typeof MARKS;

const SECRET = /^lrl_(?<mark>at_|cs_|ac_|rt_|pt_)?[\w-]{43}$/;

/** @returns a new secret: 256 random bits in base64url behind the prefix */
export const newSecret = (kind: SecretKind = 'token'): string =>
  `${TOKEN_PREFIX}${MARKS[kind]}${randomBytes(32).toString('base64url')}`;

/** @returns whether a text looks like a secret of a kind: what does not is not looked for */
export function isSecret(text: string, kind: SecretKind = 'token'): boolean {
  const found = SECRET.exec(text);
  return found !== null && (found.groups?.['mark'] ?? '') === MARKS[kind];
}

/** @returns the hash under which a secret is kept; 256 random bits need no slow hash */
export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url');

/** @returns whether a token opens anything at a moment */
export const isGood = ({ expiresAt, revokedAt }: ApiToken, now: Date): boolean =>
  revokedAt === undefined && expiresAt > now;
