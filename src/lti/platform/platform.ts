/** A learning platform at which this tool is registered, known by (issuer, client_id) (LTI 1.3 Core, 3.1.3). */
export interface Platform {
  readonly id: string;
  readonly name: string;
  readonly family: PlatformFamily;
  readonly issuer: string;
  readonly clientId: string;
  /** The OIDC authorization endpoint, to which logins are sent. */
  readonly authorizationUrl: string;
  /** The OAuth 2 token endpoint. */
  readonly tokenUrl: string;
  /** The `aud` of client assertions, where it is not the token endpoint (IMS Security 1.1, 4.1.1). */
  readonly tokenAudience?: string;
  readonly jwksUrl: string;
  readonly status: 'active' | 'disabled';
  /** Whether a deployment that launches for the first time is admitted, or waits for approval. */
  readonly deploymentPolicy: 'admit' | 'approve';
  /** Origins that may frame the tool, as an administrator listed them, beside those learned from launches. */
  readonly frameOrigins: readonly string[];
  /** Origins of the platform's services beside its own, which the operator vouched for. */
  readonly serviceOrigins?: readonly string[];
  /** Who may make badges on the platform, and whether an administrator has to activate them. */
  readonly badgePolicy: BadgePolicy;
  /**
   * Whether all deployments belong to one institution, as the operator says: its administrators then administer all of
   * them, and otherwise each their own.
   */
  readonly isOneTenant?: boolean;
  /** For how many days each kind of what is kept for a while is kept, as an administrator chose; absent: as usual. */
  readonly retention?: Readonly<Record<string, number>>;
  /** The platform that took over this one's courses, people and badges; this one is switched off for good. */
  readonly continuedBy?: string;
  readonly createdAt: Date;
}

export interface BadgePolicy {
  readonly designers: 'instructors' | 'administrators';
  readonly needsApproval: boolean;
}

export const DEFAULT_BADGE_POLICY: BadgePolicy = {
  designers: 'instructors',
  needsApproval: false,
};

export type PlatformFamily = 'moodle' | 'canvas' | 'other';

/** What is given of a platform when it is added. */
export type NewPlatform = Omit<
  Platform,
  | 'id'
  | 'status'
  | 'createdAt'
  | 'deploymentPolicy'
  | 'frameOrigins'
  | 'serviceOrigins'
  | 'badgePolicy'
> &
  Partial<
    Pick<
      Platform,
      'status' | 'deploymentPolicy' | 'frameOrigins' | 'serviceOrigins' | 'badgePolicy'
    >
  >;

/** One installation of the tool in a platform (LTI 1.3 Core, 3.1.3); at Canvas one customer. */
export interface Deployment {
  readonly platformId: string;
  /** The id under which its courses, rules and awards are kept: the one of its first launch. */
  readonly deploymentId: string;
  /** The ids by which launches name it since it continues another deployment; absent: `deploymentId`. */
  readonly launchIds?: readonly string[];
  readonly status: 'approved' | 'waiting' | 'refused';
  /** Origins that verified launches proved: those of return_url and services. */
  readonly frameOrigins: readonly string[];
  /** Its own list of other origins that may frame the tool; absent: its platform's. */
  readonly ownFrameOrigins?: readonly string[];
  /** Its own policy for badges; absent: its platform's. */
  readonly badgePolicy?: BadgePolicy;
  readonly firstSeenAt: Date;
  readonly lastLaunchAt?: Date;
}

/** The settings that a deployment may have of its own. */
export type DeploymentSettings = Pick<Deployment, 'ownFrameOrigins' | 'badgePolicy'>;

/** @returns the policy that says who may make badges in a deployment */
export const policyOf = (
  platform: Pick<Platform, 'badgePolicy'>,
  deployment: Pick<Deployment, 'badgePolicy'> | null,
): BadgePolicy => deployment?.badgePolicy ?? platform.badgePolicy;

/** The origins that frame a hosted Canvas's tools: one issuer serves all institutions, each on a subdomain. */
export const CANVAS_FRAME_ORIGIN = 'https://*.instructure.com';
const HOSTED_CANVAS = /^https:\/\/canvas(\.beta|\.test)?\.instructure\.com$/;

/** Whether an issuer is Instructure's hosted Canvas (production, beta or test). */
export function isHostedCanvas(issuer: string): boolean {
  return HOSTED_CANVAS.test(issuer);
}
