import { z } from 'zod';
import type { Audit } from '../../audit/index.js';
import {
  Conflict,
  isOk,
  UpstreamFailed,
  type Clock,
  type Logger,
  type Outbound,
  omitUndefined,
} from '../../base/index.js';
import { checkIssuer } from './check-issuer.js';
import type { DeploymentStore } from '../platform/deployment-store.js';
import type { Invitation, InvitationStore } from './invitation-store.js';
import type { PlatformConfiguration } from './configuration.js';
import type { PlatformStore } from '../platform/platform-store.js';
import type { NewPlatform, Platform } from '../platform/platform.js';
import { buildRegistration, TOOL_CONFIGURATION } from './tool-description.js';
import {
  changesOf,
  elsewhere,
  isUpdateToken,
  requireSameSite,
  type ChangedValue,
  type PlatformUpdate,
} from './update-platform.js';

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
  scope: z.string().max(4_000).optional().catch(undefined),
  [TOOL_CONFIGURATION]: z
    .object({ deployment_id: z.coerce.string().max(255).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** Sends the tool's registration (POST, PUT), or reads the existing one (GET). */
async function askRegistration(
  deps: Pick<Deps, 'outbound' | 'publicUrl'>,
  method: 'GET' | 'POST',
  found: PlatformConfiguration,
  token: string | undefined,
) {
  const body = JSON.stringify(buildRegistration(found.family, deps.publicUrl, found.scopes));
  const response = await deps.outbound.fetch(
    found.registrationUrl,
    omitUndefined({
      method,
      headers: omitUndefined({
        'content-type': method === 'POST' ? 'application/json' : undefined,
        accept: 'application/json',
        authorization: token === undefined ? undefined : `Bearer ${token}`,
      }),
      body: method === 'POST' ? body : undefined,
      maxBytes: 256 * 1024,
    }),
  );
  // Moodle answers 200 where the specification says 201, and writes errors as plain text.
  const parsed = schema.safeParse(isOk(response) ? response.json() : null);
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
  changes?: readonly ChangedValue[],
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
    action: changes === undefined ? 'platform.registered' : 'platform.updated',
    subject: `platform:${platform.id}`,
    platformId: platform.id,
    details: {
      issuer: platform.issuer,
      clientId: platform.clientId,
      family: platform.family,
      ...Object.fromEntries((changes ?? []).map(({ name, from, to }) => [name, `${from} → ${to}`])),
    },
  });
  const done = changes === undefined ? 'a platform was registered' : 'a platform was updated';
  deps.log.info({ platformId: platform.id, family: platform.family }, done);
}

/**
 * Registers the tool at a platform (LTI Dynamic Registration 1.0, 3.5 and 3.6) and the platform here. When it fails,
 * nothing is stored here and the invitation can be used again.
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
    const made = await askRegistration(deps, 'POST', found, token);
    deploymentId = made[TOOL_CONFIGURATION]?.deployment_id ?? null;
    platform = await deps.platforms.add(
      omitUndefined({
        name: new URL(found.registrationUrl).host,
        family: found.family,
        issuer: found.issuer,
        clientId: made.client_id,
        authorizationUrl: found.authorizationUrl,
        tokenUrl: found.tokenUrl,
        tokenAudience: found.tokenAudience,
        jwksUrl: found.jwksUrl,
        deploymentPolicy: invitation.deploymentPolicy,
        // The origin of the page on which the registration began: the school's own domain, where it has one.
        frameOrigins: [new URL(found.registrationUrl).origin],
        // The origin that took the registration: at hosted Canvas the school's own domain.
        serviceOrigins: [
          ...new Set([new URL(found.registrationUrl).origin, ...invitation.origins]),
        ],
      }),
    );
  } catch (error) {
    await deps.invitations.release(invitation.id);
    throw error;
  }
  await finish(deps, invitation, platform, deploymentId);
  return { platform, deploymentId };
}

/**
 * Reads what a platform has on record for the tool and finds it here. Nothing is changed on either side.
 * @returns null where the token is for a new registration, or this (issuer, client_id) is not registered here
 * @throws NotAllowed `registration_elsewhere`; UpstreamFailed `registration_failed`
 */
export async function findUpdate(
  deps: Pick<Deps, 'outbound' | 'publicUrl' | 'platforms'>,
  found: PlatformConfiguration,
  token: string | undefined,
): Promise<PlatformUpdate | null> {
  if (!isUpdateToken(token)) return null;
  const known = await deps.platforms.findByIssuer(found.issuer);
  if (known.length === 0) return null;
  const { client_id: clientId, scope } = await askRegistration(deps, 'GET', found, token);
  const platform = known.find((one) => one.clientId === clientId);
  if (platform === undefined) return null;
  requireSameSite(platform, found);
  return omitUndefined({
    platformId: platform.id,
    name: platform.name,
    clientId,
    changes: changesOf(platform, found),
    scopes: scope === undefined ? undefined : scope.split(' '),
  });
}

/**
 * Registers the tool anew at a platform that has it (Moodle's “Update”), and refreshes what is stored of that platform:
 * its endpoints and its deployment. Its name, status, policies and people stay. Every step can be repeated.
 * @param platformId the platform that {@link findUpdate} returned and the administrator confirmed
 * @throws Conflict `invitation_taken`; NotAllowed `registration_elsewhere`; UpstreamFailed `registration_failed`
 */
export async function updatePlatform(
  deps: Deps,
  invitation: Invitation,
  found: PlatformConfiguration,
  { platformId, token }: { readonly platformId: string; readonly token: string | undefined },
): Promise<{ platform: Platform; deploymentId: string | null }> {
  if (!(await deps.invitations.take(invitation.id))) throw taken();
  try {
    const platform = await deps.platforms.find(platformId);
    if (platform === null) throw elsewhere();
    requireSameSite(platform, found);
    // The platform is asked again before anything changes, since the page may have been open for a while.
    const now = await askRegistration(deps, 'GET', found, token);
    if (now.client_id !== platform.clientId) throw elsewhere();
    const made = await askRegistration(deps, 'POST', found, token);
    if (made.client_id !== platform.clientId) throw elsewhere();
    const { authorizationUrl, tokenUrl, jwksUrl } = found;
    await deps.platforms.change(platform.id, { authorizationUrl, tokenUrl, jwksUrl });
    const deploymentId = made[TOOL_CONFIGURATION]?.deployment_id ?? null;
    await finish(deps, invitation, platform, deploymentId, changesOf(platform, found));
    return { platform, deploymentId };
  } catch (error) {
    await deps.invitations.release(invitation.id);
    throw error;
  }
}

/**
 * Registers a platform from values that an administrator typed.
 * @throws InvalidInput `registration_origins`; Conflict `invitation_taken`, `platform_exists`
 */
export async function registerByHand(
  deps: Deps,
  invitation: Invitation,
  given: NewPlatform,
  deploymentId: string | undefined,
): Promise<Platform> {
  checkIssuer(given, invitation.origins);
  if (!(await deps.invitations.take(invitation.id))) throw taken();
  let platform: Platform;
  try {
    platform = await deps.platforms.add({ ...given, serviceOrigins: invitation.origins });
  } catch (error) {
    await deps.invitations.release(invitation.id);
    throw error;
  }
  await finish(deps, invitation, platform, deploymentId ?? null);
  return platform;
}
