/** A learning platform this tool is registered at, known by (issuer, client_id) (LTI 1.3 Core, 3.1.3). */
export interface Platform {
  readonly id: string;
  readonly name: string;
  readonly family: PlatformFamily;
  readonly issuer: string;
  readonly clientId: string;
  /** OIDC authorization endpoint: where a login is sent to. */
  readonly authorizationUrl: string;
  /** OAuth 2 token endpoint. */
  readonly tokenUrl: string;
  /** `aud` of the client assertion where it is not the token endpoint (IMS Security 1.1, 4.1.1). */
  readonly tokenAudience?: string;
  readonly jwksUrl: string;
  readonly status: 'active' | 'disabled';
  /** What happens when an unknown deployment of this platform launches. */
  readonly deploymentPolicy: 'admit' | 'approve';
  /** Origins beside those learned from launches that may frame the tool: the administrator's list. */
  readonly frameOrigins: readonly string[];
  /** Origins beside its own at which its services may be: the operator vouched for them. */
  readonly serviceOrigins?: readonly string[];
  /** Who of its people may make badges, and whether an administrator activates them. */
  readonly badgePolicy: BadgePolicy;
  /**
   * Its deployments belong to one institution, as the operator says: its administrators then administer all of them, and
   * else each their own.
   */
  readonly isOneTenant?: boolean;
  /** The platform that took its courses, people and badges over; it is switched off for good then. */
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

/** What is told of a platform when it is added. */
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

/** One installation of the tool in a platform: at Canvas a customer (LTI 1.3 Core, 3.1.3). */
export interface Deployment {
  readonly platformId: string;
  /** What its courses, rules and awards are kept by: the id it had when it first launched. */
  readonly deploymentId: string;
  /** The ids that launches name it by since it continued another; absent: its own. */
  readonly launchIds?: readonly string[];
  readonly status: 'approved' | 'waiting' | 'refused';
  /** Origins proven by validated launches: return_url and service addresses. */
  readonly frameOrigins: readonly string[];
  /** Its own list of who else may frame the tool; absent: its platform's. */
  readonly ownFrameOrigins?: readonly string[];
  /** Its own rules for its badges; absent: its platform's. */
  readonly badgePolicy?: BadgePolicy;
  readonly firstSeenAt: Date;
  readonly lastLaunchAt?: Date;
}

/** What a deployment may have of its own. */
export type DeploymentSettings = Pick<Deployment, 'ownFrameOrigins' | 'badgePolicy'>;

/** Who may make badges in a deployment. */
export const policyOf = (
  platform: Pick<Platform, 'badgePolicy'>,
  deployment: Pick<Deployment, 'badgePolicy'> | null,
): BadgePolicy => deployment?.badgePolicy ?? platform.badgePolicy;

/** Hosted Canvas: one issuer for all institutions, frames on any of its domains. */
export const CANVAS_FRAME_ORIGIN = 'https://*.instructure.com';
const HOSTED_CANVAS = /^https:\/\/canvas(\.beta|\.test)?\.instructure\.com$/;

/** Whether an issuer is Instructure's hosted Canvas (production, beta or test). */
export function isHostedCanvas(issuer: string): boolean {
  return HOSTED_CANVAS.test(issuer);
}
