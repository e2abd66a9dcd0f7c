import { parseArgs } from 'node:util';
import { z } from 'zod';
import { InvalidInput, omitUndefined } from '../../base/index.js';
import { isAllowedAddress } from '../platform/allowed-address.js';
import { isSharedByAll } from '../platform/blackboard.js';
import { CANVAS_INSTANCES } from '../platform/canvas-instances.js';
import type { NewPlatform } from '../platform/platform.js';
import { type Addresses, withPreset } from './presets.js';
import type { PlatformCommandDeps } from './platform-command-deps.js';

const USAGE = `npm run platform -- <command>

  add --moodle <address> --client-id <id> [--deployment <id>]
  add --canvas production|beta|test --client-id <id> [--deployment <id>]
  add --blackboard --client-id <id> [--deployment <id>]
  add --brightspace <address> --client-id <id> [--deployment <id>]
  add --openedx <address> --jwks-url <url> --token-url <url> --client-id <id> [--deployment <id>]
  add --sakai <address> --token-url <url> --client-id <id> [--deployment <id>]
  add --issuer <url> --auth-url <url> --token-url <url> --jwks-url <url> --client-id <id> [--deployment <id>]
      [--name <text>]     what the platform is called here
      [--token-audience <text>]  where it is not the token address
      [--service-origin <origin>]…  where its services may be beside its own addresses
      [--admit]           let unknown deployments of this platform in without asking
  invite [--days <n>] [--note <text>] [--origin <origin>]… [--admit]
                          an address to paste into Moodle or Canvas, good once
  list                    platforms and their deployments
  allow <platform> <origin>         its services may be there, too
  approve <platform> <deployment>   refuse <platform> <deployment>
  enable <platform>       disable <platform>`;

const OPTIONS = {
  moodle: { type: 'string' },
  canvas: { type: 'string' },
  blackboard: { type: 'boolean' },
  brightspace: { type: 'string' },
  openedx: { type: 'string' },
  sakai: { type: 'string' },
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
  'service-origin': { type: 'string', multiple: true },
} as const;

export type Values = Partial<Record<keyof typeof OPTIONS, string | boolean | string[] | undefined>>;

/** @returns the error for a command line that cannot be used, with the usage */
export function wrong(message: string): InvalidInput {
  return new InvalidInput('command_wrong', message, { action: `Usage: ${USAGE}` });
}

export const text = (values: Values, name: keyof typeof OPTIONS): string | undefined => {
  const value = values[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

function withoutSlashes(url: string | undefined): string | undefined {
  let end = url?.length ?? 0;
  while (url?.[end - 1] === '/') end--;
  return url?.slice(0, end);
}

function endpointsOf(values: Values) {
  const moodle = withoutSlashes(text(values, 'moodle'));
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
  const product = SITES.find((each) => text(values, each) !== undefined);
  const typed = {
    issuer: withoutSlashes(product && text(values, product)) ?? text(values, 'issuer'),
    authorizationUrl: text(values, 'auth-url'),
    tokenUrl: text(values, 'token-url'),
    jwksUrl: text(values, 'jwks-url'),
    tokenAudience: text(values, 'token-audience'),
  };
  const chosen = values.blackboard === true ? 'blackboard' : (product ?? 'other');
  const found = withPreset(chosen, typed, text(values, 'client-id') ?? '');
  return { family: 'other' as const, ...found };
}

/** Products that are named by the address of a site. */
const SITES = ['brightspace', 'openedx', 'sakai'] as const;

const FLAGS: Readonly<Record<string, string>> = {
  issuer: '--issuer (or --moodle, --canvas)',
  authorizationUrl: '--auth-url',
  tokenUrl: '--token-url',
  jwksUrl: '--jwks-url',
  clientId: '--client-id',
};

/**
 * Reads the origins of one option.
 * @throws InvalidInput `command_wrong` for an address that no platform may have
 */
export function originsOf(
  values: Values,
  name: 'origin' | 'service-origin',
  settings: PlatformCommandDeps['settings'],
): string[] {
  const given = values[name];
  return (Array.isArray(given) ? given : []).map((origin) => {
    if (!isAllowedAddress(origin, settings)) throw wrong(`--${name}: a public https origin`);
    return new URL(origin).origin;
  });
}

/**
 * Reads a platform from the options of the command line.
 * @throws InvalidInput `command_wrong`, naming the option that is missing or invalid
 */
export function parsePlatform(
  values: Values,
  settings: PlatformCommandDeps['settings'],
): NewPlatform {
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
  const endpoints = endpointsOf(values);
  const result = schema.safeParse({ ...endpoints, clientId: text(values, 'client-id') });
  if (!result.success) {
    const field = String(result.error.issues[0]?.path[0]);
    throw wrong(`${FLAGS[field] ?? field}: missing, or not a public https address`);
  }
  const { tokenAudience } = endpoints as Addresses;
  const audience = text(values, 'token-audience') ?? tokenAudience;
  const admits = values.admit === true;
  if (admits && isSharedByAll(result.data.issuer))
    throw wrong('--admit: every school of the world would come in by this issuer');
  return omitUndefined({
    ...result.data,
    name: text(values, 'name') ?? new URL(result.data.issuer).host,
    deploymentPolicy: admits ? 'admit' : 'approve',
    serviceOrigins: originsOf(values, 'service-origin', settings),
    tokenAudience: audience,
  });
}

/**
 * Parses the command line.
 * @throws InvalidInput `command_wrong` for unknown options
 */
export function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : 'Not understood.');
  }
}
