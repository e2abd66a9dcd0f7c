import type { TenantKey } from '../course/tenant.js';
import type { LaunchServices } from '../course/course-services.js';

/** What a platform said when somebody opened the tool (LTI 1.3 Core, 5.3 and 5.4), verified and typed. */
export interface Launch {
  readonly id: string;
  readonly platformId: string;
  /** The id under which the deployment's data is kept. */
  readonly deploymentId: string;
  /** The id by which the platform names the deployment, where that differs because it was installed anew. */
  readonly launchDeploymentId?: string;
  readonly messageType: 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest';
  readonly targetLinkUri: string;
  readonly context: LaunchContext;
  readonly resourceLink?: ResourceLink;
  readonly user: LaunchUser;
  /** Roles as the platform sent them; read them with `isInstructor` and its siblings. */
  readonly roles: readonly string[];
  readonly services: LaunchServices;
  readonly custom: Readonly<Record<string, string>>;
  readonly presentation: LaunchPresentation;
  readonly deepLinking?: DeepLinkingSettings;
  readonly platform: LaunchPlatform;
  readonly launchedAt: Date;
}

/** The course (LTI 1.3 Core, 5.4.1). */
export interface LaunchContext {
  readonly id: string;
  readonly title: string;
  readonly label: string;
  readonly types: readonly string[];
}

/** The activity in the course that was opened (LTI 1.3 Core, 5.3.5). */
export interface ResourceLink {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/**
 * The person who opened the tool. `id` is the platform's `sub`; the other members depend on the platform's privacy
 * settings.
 */
export interface LaunchUser {
  readonly id: string;
  readonly name?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly email?: string;
  readonly locale?: string;
  /** The person's id in the student information system (LTI 1.3 Core, 5.4.5). */
  readonly sourcedId?: string;
}

/** How the platform shows the tool (LTI 1.3 Core, 5.4.3). */
export interface LaunchPresentation {
  readonly documentTarget?: 'frame' | 'iframe' | 'window';
  readonly returnUrl?: string;
  readonly locale?: string;
}

/** What the platform accepts from deep linking (LTI Deep Linking 2.0, 3.4.1). */
export interface DeepLinkingSettings {
  readonly returnUrl: string;
  readonly acceptTypes: readonly string[];
  readonly acceptPresentationTargets: readonly string[];
  readonly acceptMultiple: boolean;
  readonly acceptLineItem: boolean;
  readonly data?: string;
  readonly title?: string;
}

/** What the platform says of itself (LTI 1.3 Core, 5.4.2: `tool_platform`). */
export interface LaunchPlatform {
  readonly family: string;
  readonly version: string;
  readonly name: string;
}

/** @returns the key of the course that a launch came from */
export function tenantOf(
  launch: Pick<Launch, 'platformId' | 'deploymentId'> & {
    readonly context: Pick<Launch['context'], 'id'>;
  },
): TenantKey {
  return {
    platformId: launch.platformId,
    deploymentId: launch.deploymentId,
    contextId: launch.context.id,
  };
}
