import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Audit } from '../audit/index.js';
import { InvalidInput, type Settings } from '../base/index.js';
import { isAllowedAddress } from './allowed-address.js';
import { CANVAS_INSTANCES } from './canvas-instances.js';
import type { LtiCore } from './create-core.js';
import type { NewPlatform, Platform } from './platform.js';

export interface PlatformCommandDeps {
  readonly lti: Pick<LtiCore, 'platforms' | 'deployments' | 'invitations' | 'keys'>;
  readonly audit: Audit;
  readonly settings: Pick<Settings, 'publicUrl' | 'mode' | 'allowPrivateHosts'>;
  /** Writes one line to the person at the terminal. */
  readonly print: (line: string) => void;
}

const USAGE = `npm run platform -- <command>

  add --moodle <address> --client-id <id> [--deployment <id>]
  add --canvas production|beta|test --client-id <id> [--deployment <id>]
  add --issuer <url> --auth-url <url> --token-url <url> --jwks-url <url> --client-id <id> [--deployment <id>]
      [--name <text>]     what the platform is called here
      [--token-audience <text>]  where it is not the token address
      [--admit]           let unknown deployments of this platform in without asking
  invite [--days <n>] [--note <text>] [--origin <origin>]… [--admit]
                          an address to paste into Moodle or Canvas, good once
  list                    platforms and their deployments
  approve <platform> <deployment>   refuse <platform> <deployment>
  enable <platform>       disable <platform>`;

const OPTIONS = {
  moodle: { type: 'string' },
  canvas: { type: 'string' },
  issuer: { type: 'string' },
  'auth-url': { type: 'string' },
  'token-url': { type: 'string' },
  'jwks-url': { type: 'string' },
  'token-audience': { type: 'string' },
  'client-id': { type: 'string' },
  deployment: { type: 'string' },
  name: { type: 'string' },
  admit: { type: 'boolean' },
  days: { type: 'string' },
  note: { type: 'string' },
  origin: { type: 'string', multiple: true },
} as const;

type Values = Partial<Record<keyof typeof OPTIONS, string | boolean | string[] | undefined>>;

function wrong(message: string): InvalidInput {
  return new InvalidInput('command_wrong', message, { action: `Usage: ${USAGE}` });
}

const text = (values: Values, name: keyof typeof OPTIONS): string | undefined => {
  const value = values[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

function endpointsOf(values: Values) {
  const moodle = text(values, 'moodle')?.replace(/\/+$/, '');
  if (moodle !== undefined) {
    return {
      family: 'moodle' as const,
      issuer: moodle,
      authorizationUrl: `${moodle}/mod/lti/auth.php`,
      tokenUrl: `${moodle}/mod/lti/token.php`,
      jwksUrl: `${moodle}/mod/lti/certs.php`,
    };
  }
  const canvas = text(values, 'canvas');
  if (canvas !== undefined) {
    if (!Object.hasOwn(CANVAS_INSTANCES, canvas)) throw wrong('--canvas: production, beta or test');
    const { issuer, authorizationUrl, tokenUrl, jwksUrl } =
      CANVAS_INSTANCES[canvas as keyof typeof CANVAS_INSTANCES];
    return { family: 'canvas' as const, issuer, authorizationUrl, tokenUrl, jwksUrl };
  }
  return {
    family: 'other' as const,
    issuer: text(values, 'issuer'),
    authorizationUrl: text(values, 'auth-url'),
    tokenUrl: text(values, 'token-url'),
    jwksUrl: text(values, 'jwks-url'),
  };
}

const FLAGS: Readonly<Record<string, string>> = {
  issuer: '--issuer (or --moodle, --canvas)',
  authorizationUrl: '--auth-url',
  tokenUrl: '--token-url',
  jwksUrl: '--jwks-url',
  clientId: '--client-id',
};

function parsePlatform(values: Values, settings: PlatformCommandDeps['settings']): NewPlatform {
  const address = z
    .string()
    .max(2_000)
    .refine((url) => isAllowedAddress(url, settings));
  const schema = z.object({
    family: z.enum(['moodle', 'canvas', 'other']),
    issuer: address,
    authorizationUrl: address,
    tokenUrl: address,
    jwksUrl: address,
    clientId: z.string().min(1).max(255),
  });
  const result = schema.safeParse({ ...endpointsOf(values), clientId: text(values, 'client-id') });
  if (!result.success) {
    const field = String(result.error.issues[0]?.path[0]);
    throw wrong(`${FLAGS[field] ?? field}: missing, or not a public https address`);
  }
  const audience = text(values, 'token-audience');
  return {
    ...result.data,
    name: text(values, 'name') ?? new URL(result.data.issuer).host,
    deploymentPolicy: values.admit === true ? 'admit' : 'approve',
    ...(audience === undefined ? {} : { tokenAudience: audience }),
  };
}

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
  print(`Added ${platform.name} as ${platform.id}. Enter in the learning platform:`);
  print(`  Tool URL / target link URI   ${settings.publicUrl}/lti/launch`);
  print(`  Initiate login URL           ${settings.publicUrl}/lti/login`);
  print(`  Redirection URI              ${settings.publicUrl}/lti/launch`);
  print(`  Public keyset URL            ${settings.publicUrl}/lti/keys`);
  if (deploymentId === undefined && platform.deploymentPolicy === 'approve') {
    print('Its first launch will wait: `npm run platform -- list`, then `approve`.');
  }
}

/** Days an invitation is good for, unless told. */
const INVITATION_DAYS = 7;

async function invite(values: Values, deps: PlatformCommandDeps): Promise<void> {
  const days = Number(text(values, 'days') ?? INVITATION_DAYS);
  if (!Number.isInteger(days) || days < 1 || days > 90) throw wrong('--days: 1 to 90');
  const given = Array.isArray(values.origin) ? values.origin : [];
  const origins = given.map((origin) => {
    if (!isAllowedAddress(origin, deps.settings)) throw wrong('--origin: a public https origin');
    return new URL(origin).origin;
  });
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

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : 'Not understood.');
  }
}

/**
 * `npm run platform -- …`: registers platforms and decides on deployments without a browser.
 * @param argv what stands after `platform`
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
  if (command === 'approve') return setDeployment(rest, 'approved', deps);
  if (command === 'refuse') return setDeployment(rest, 'refused', deps);
  if (command === 'enable') return setPlatform(rest[0], 'active', deps);
  if (command === 'disable') return setPlatform(rest[0], 'disabled', deps);
  throw wrong(command === undefined ? 'Which command?' : `There is no command ${command}.`);
}
