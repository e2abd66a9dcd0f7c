import type { Platform } from '../lti/index.js';
import type { Takeover } from '../store/index.js';

/** What of a platform is its registration: changed as a whole when another takes its place. */
export type Identity = Pick<
  Platform,
  | 'issuer'
  | 'clientId'
  | 'family'
  | 'authorizationUrl'
  | 'tokenUrl'
  | 'jwksUrl'
  | 'status'
  | 'frameOrigins'
  | 'serviceOrigins'
> & { readonly tokenAudience: string };

/** A deployment of the new registration, and the one of the old that it continues; null: it is a further one. */
export interface DeploymentPair {
  readonly fresh: string;
  readonly launchIds: readonly string[];
  readonly old: string | null;
}

/** `asked`: somebody of the new registration wishes it. `joining`: decided, and worked off. */
export type SuccessionState = 'asked' | 'declined' | 'joining' | 'joined';

/** How far a succession has come; each is done again after a crash. */
export const PHASES = ['registration', 'services', 'rows', 'persons', 'addresses', 'done'] as const;
export type Phase = (typeof PHASES)[number];

/** That one registration (or deployment) of a platform continues another: who wished it, who decided, how far it is. */
export interface Succession {
  readonly id: string;
  readonly state: SuccessionState;
  /** The registration whose records go over. */
  readonly freshId: string;
  /** The platform that goes on, with its courses, people and badges; absent while nobody has decided. */
  readonly oldId?: string;
  /** The address that the old registration had, as whoever asks says. */
  readonly issuer: string;
  readonly askedBy?: string;
  readonly askedAt?: Date;
  readonly decidedBy?: string;
  readonly decidedAt?: Date;
  readonly phase?: Phase;
  readonly identities?: { readonly old: Identity; readonly fresh: Identity };
  readonly pairs?: readonly DeploymentPair[];
  readonly takeover?: Takeover;
  /** How many rows of each kind went over. */
  readonly moved?: Readonly<Record<string, number>>;
  readonly doneAt?: Date;
}

/** A succession that was decided: everything it needs is written down. */
export type Decided = Succession &
  Required<Pick<Succession, 'oldId' | 'phase' | 'pairs' | 'takeover' | 'decidedBy'>>;

export function identityOf(platform: Platform): Identity {
  const { issuer, clientId, family, authorizationUrl, tokenUrl, jwksUrl, status } = platform;
  const { frameOrigins, serviceOrigins = [], tokenAudience = tokenUrl } = platform;
  return {
    issuer,
    clientId,
    family,
    authorizationUrl,
    tokenUrl,
    jwksUrl,
    status,
    frameOrigins,
    serviceOrigins,
    tokenAudience,
  };
}
