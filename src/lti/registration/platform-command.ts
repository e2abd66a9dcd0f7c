import { isAllowedAddress } from '../platform/allowed-address.js';
import { findSpelledOtherwise } from '../platform/issuer-spelling.js';
import type { Platform } from '../platform/platform.js';
import { type Values, wrong, text, originsOf, parsePlatform, parse } from './platform-options.js';
import type { PlatformCommandDeps } from './platform-command-deps.js';

async function add(values: Values, deps: PlatformCommandDeps): Promise<void> {
  const { lti, audit, settings, print } = deps;
  const platform = await lti.platforms.add(parsePlatform(values, settings));
  const deploymentId = text(values, 'deployment');
  if (deploymentId !== undefined) {
    await lti.deployments.ensure({
      platformId: platform.id,
      deploymentId,
      status: 'approved',
      frameOrigins: [],
      firstSeenAt: platform.createdAt,
    });
  }
  await lti.keys.signer();
  await audit.record({
    actor: 'operator',
    action: 'platform.added',
    subject: `platform:${platform.id}`,
    platformId: platform.id,
    details: { issuer: platform.issuer, clientId: platform.clientId },
  });
  print(
    `Added ${platform.name} as ${platform.id}. It has to call itself exactly ${platform.issuer}`,
  );
  for (const { issuer } of await findSpelledOtherwise(lti.platforms, platform.issuer)) {
    print(`Registered already, spelled otherwise: ${issuer}. To Laurel these are two platforms.`);
  }
  print('Enter in the learning platform:');
  print(`  Tool URL / target link URI   ${settings.publicUrl}/lti/launch`);
  print(`  Initiate login URL           ${settings.publicUrl}/lti/login`);
  print(`  Redirection URI              ${settings.publicUrl}/lti/launch`);
  print(`  Public keyset URL            ${settings.publicUrl}/lti/keys`);
  if (deploymentId === undefined && platform.deploymentPolicy === 'approve') {
    print('Its first launch will wait: `npm run platform -- list`, then `approve`.');
  }
}

/** How many days an invitation is valid, unless the command says otherwise. */
const INVITATION_DAYS = 7;

async function invite(values: Values, deps: PlatformCommandDeps): Promise<void> {
  const days = Number(text(values, 'days') ?? INVITATION_DAYS);
  if (!Number.isInteger(days) || days < 1 || days > 90) throw wrong('--days: 1 to 90');
  const origins = originsOf(values, 'origin', deps.settings);
  const { secret, invitation } = await deps.lti.invitations.create({
    note: text(values, 'note') ?? '',
    origins,
    deploymentPolicy: values.admit === true ? 'admit' : 'approve',
    lifeMs: days * 86_400_000,
  });
  await deps.audit.record({
    actor: 'operator',
    action: 'invitation.made',
    subject: `invitation:${invitation.id.slice(0, 8)}`,
  });
  deps.print(`${deps.settings.publicUrl}/register?invite=${secret}`);
  deps.print(`Good once, until ${invitation.expiresAt.toISOString()}.`);
}

async function list({ lti, print }: PlatformCommandDeps): Promise<void> {
  const platforms = await lti.platforms.list();
  if (platforms.length === 0) print('No platform is registered yet.');
  for (const { id, name, status, issuer, clientId } of platforms) {
    print(`${id}  ${name}  ${status}  ${issuer}  client ${clientId}`);
    for (const deployment of await lti.deployments.list(id)) {
      print(`    deployment ${deployment.deploymentId}  ${deployment.status}`);
    }
  }
}

async function setDeployment(
  [platformId, deploymentId]: readonly (string | undefined)[],
  status: 'approved' | 'refused',
  { lti, audit, print }: PlatformCommandDeps,
): Promise<void> {
  if (platformId === undefined || deploymentId === undefined) throw wrong('Which deployment?');
  if (!(await lti.deployments.setStatus(platformId, deploymentId, status))) {
    throw wrong(`No deployment ${deploymentId} of platform ${platformId} was seen yet.`);
  }
  await audit.record({
    actor: 'operator',
    action: `deployment.${status}`,
    subject: `deployment:${deploymentId}`,
    platformId,
    deploymentId,
  });
  print(`Deployment ${deploymentId} is ${status}.`);
}

/** Vouches for a further origin of a platform's services. */
async function allow(
  [platformId, address]: readonly (string | undefined)[],
  { lti, audit, settings, print }: PlatformCommandDeps,
): Promise<void> {
  const platform = await lti.platforms.find(platformId ?? '');
  if (platform === null) throw wrong(`No platform ${platformId ?? ''} is registered.`);
  if (address === undefined || !isAllowedAddress(address, settings))
    throw wrong('allow: a public https origin');
  const { origin } = new URL(address);
  const serviceOrigins = [...new Set([...(platform.serviceOrigins ?? []), origin])];
  await lti.platforms.change(platform.id, { serviceOrigins });
  await audit.record({
    actor: 'operator',
    action: 'platform.service_origin',
    subject: `platform:${platform.id}`,
    platformId: platform.id,
    details: { origin },
  });
  print(`Services of ${platform.name} may be at ${serviceOrigins.join(', ')}.`);
}

async function setPlatform(
  platformId: string | undefined,
  status: Platform['status'],
  { lti, audit, print }: PlatformCommandDeps,
): Promise<void> {
  if (platformId === undefined || !(await lti.platforms.change(platformId, { status }))) {
    throw wrong(`No platform ${platformId ?? ''} is registered.`);
  }
  await audit.record({
    actor: 'operator',
    action: status === 'active' ? 'platform.enabled' : 'platform.disabled',
    subject: `platform:${platformId}`,
    platformId,
  });
  print(`Platform ${platformId} is ${status}.`);
}

/**
 * `npm run platform -- …`: registers platforms and decides on deployments without a browser.
 * @param argv the arguments after `platform`
 * @throws InvalidInput `command_wrong` with the usage; Conflict `platform_exists`
 */
export async function platformCommand(
  argv: readonly string[],
  deps: PlatformCommandDeps,
): Promise<void> {
  const { values, positionals } = parse(argv);
  const [command, ...rest] = positionals;
  if (command === 'add') return add(values, deps);
  if (command === 'invite') return invite(values, deps);
  if (command === 'list') return list(deps);
  if (command === 'allow') return allow(rest, deps);
  if (command === 'approve') return setDeployment(rest, 'approved', deps);
  if (command === 'refuse') return setDeployment(rest, 'refused', deps);
  if (command === 'enable') return setPlatform(rest[0], 'active', deps);
  if (command === 'disable') return setPlatform(rest[0], 'disabled', deps);
  throw wrong(command === undefined ? 'Which command?' : `There is no command ${command}.`);
}
