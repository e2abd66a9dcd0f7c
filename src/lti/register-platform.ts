import { z } from 'zod';
import type { Audit } from '../audit/index.js';
import { Conflict, UpstreamFailed, type Clock, type Logger, type Outbound } from '../base/index.js';
import type { DeploymentStore } from './deployment-store.js';
import type { Invitation, InvitationStore } from './invitation-store.js';
import type { PlatformConfiguration } from './platform-configuration.js';
import type { PlatformStore } from './platform-store.js';
import type { NewPlatform, Platform } from './platform.js';
import { buildRegistration, TOOL_CONFIGURATION } from './tool-description.js';

interface Deps {
  readonly outbound: Outbound;
  readonly platforms: PlatformStore;
  readonly deployments: DeploymentStore;
  readonly invitations: InvitationStore;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Logger;
  readonly publicUrl: string;
}

const schema = z.object({
  client_id: z.string().min(1).max(255),
  [TOOL_CONFIGURATION]: z
    .object({ deployment_id: z.coerce.string().max(255).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

async function register(deps: Deps, found: PlatformConfiguration, token: string | undefined) {
  const response = await deps.outbound.fetch(found.registrationUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(buildRegistration(found.family, deps.publicUrl, found.scopes)),
    maxBytes: 256 * 1024,
  });
  // Moodle answers 200 where the specification says 201, and errors in plain text.
  const isMade = response.status === 200 || response.status === 201;
  const parsed = schema.safeParse(isMade ? response.json() : null);
  if (parsed.success) return parsed.data;
  throw new UpstreamFailed(
    'registration_failed',
    'Your learning platform did not take the registration.',
    {
      action:
        'Begin again in your learning platform: what it sends is good for an hour and for one try.',
      cause: new Error(`HTTP ${response.status} ${response.text().slice(0, 80)}`),
    },
  );
}

function taken(): Conflict {
  return new Conflict('invitation_taken', 'Somebody is registering with this invitation just now.');
}

async function finish(
  deps: Deps,
  invitation: Invitation,
  platform: Platform,
  deploymentId: string | null,
): Promise<void> {
  await deps.invitations.use(invitation.id, platform.id);
  if (deploymentId !== null) {
    await deps.deployments.ensure({
      platformId: platform.id,
      deploymentId,
      status: 'approved',
      frameOrigins: [],
      firstSeenAt: deps.clock.now(),
    });
  }
  await deps.audit.record({
    actor: `invitation:${invitation.id.slice(0, 8)}`,
    action: 'platform.registered',
    subject: `platform:${platform.id}`,
    platformId: platform.id,
    details: { issuer: platform.issuer, clientId: platform.clientId, family: platform.family },
  });
  deps.log.info({ platformId: platform.id, family: platform.family }, 'a platform was registered');
}

/**
 * Registers the tool at a platform (LTI Dynamic Registration 1.0, 3.5 and 3.6) and the platform here. When it fails
 * nothing is kept here and the invitation can be used again.
 * @throws Conflict `invitation_taken`, `platform_exists`; UpstreamFailed `registration_failed`
 */
export async function registerPlatform(
  deps: Deps,
  invitation: Invitation,
  found: PlatformConfiguration,
  token: string | undefined,
): Promise<{ platform: Platform; deploymentId: string | null }> {
  if (!(await deps.invitations.take(invitation.id))) {
    throw taken();
  }
  let platform: Platform;
  let deploymentId: string | null;
  try {
    const made = await register(deps, found, token);
    deploymentId = made[TOOL_CONFIGURATION]?.deployment_id ?? null;
    platform = await deps.platforms.add({
      name: new URL(found.registrationUrl).host,
      family: found.family,
      issuer: found.issuer,
      clientId: made.client_id,
      authorizationUrl: found.authorizationUrl,
      tokenUrl: found.tokenUrl,
      jwksUrl: found.jwksUrl,
      deploymentPolicy: invitation.deploymentPolicy,
      // The page the registration began on: a school's own domain, where it has one.
      frameOrigins: [new URL(found.registrationUrl).origin],
    });
  } catch (error) {
    await deps.invitations.release(invitation.id);
    throw error;
  }
  await finish(deps, invitation, platform, deploymentId);
  return { platform, deploymentId };
}

/** The same from values that an administrator typed. Throws Conflict `invitation_taken`, `platform_exists`. */
export async function registerByHand(
  deps: Deps,
  invitation: Invitation,
  given: NewPlatform,
  deploymentId: string | undefined,
): Promise<Platform> {
  if (!(await deps.invitations.take(invitation.id))) throw taken();
  let platform: Platform;
  try {
    platform = await deps.platforms.add(given);
  } catch (error) {
    await deps.invitations.release(invitation.id);
    throw error;
  }
  await finish(deps, invitation, platform, deploymentId ?? null);
  return platform;
}
