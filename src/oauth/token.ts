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

const SECRET = /^lrl_[A-Za-z0-9_-]{43}$/;

/** @returns a new secret: 256 random bits in base64url behind the prefix */
export const newSecret = (): string => `${TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;

export const isSecret = (text: string): boolean => SECRET.test(text);

/** @returns the hash under which a secret is kept; 256 random bits need no slow hash */
export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url');

/** @returns whether a token opens anything at a moment */
export const isGood = ({ expiresAt, revokedAt }: ApiToken, now: Date): boolean =>
  revokedAt === undefined && expiresAt > now;
