import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { omitUndefined } from './omit-undefined.js';

/** The settings of a running Laurel, parsed once from the environment (listed in config/settings.env). */
export interface Settings {
  readonly mode: 'production' | 'demo' | 'test';
  readonly port: number;
  /** The origin at which people and platforms reach this tool; without path and trailing slash. */
  readonly publicUrl: string;
  /** MongoDB's address; absent: the embedded store in {@link Settings.dataDir}. */
  readonly mongodbUrl?: string;
  readonly dataDir: string;
  /**
   * Master keys of 32 bytes each: the first one seals, all of them open. Empty in the demo, which makes one in the data
   * folder at start.
   */
  readonly masterKeys: readonly Uint8Array[];
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** The mail server's address; absent: mail is kept in the outbox. */
  readonly smtpUrl?: string;
  readonly mailFrom?: string;
  /** The value of Express' "trust proxy": a number of hops, or a list of addresses. */
  readonly trustProxy: number | string | false;
  readonly issuerName?: string;
  readonly issuerUrl?: string;
  readonly issuerLogoUrl?: string;
  /** The algorithm that signs badges as VC-JWT; absent: RS256. */
  readonly jwtAlgorithm?: 'RS256' | 'ES256';
  /** How often the course of an active rule is polled, in milliseconds. */
  readonly pollMs: number;
  /** How often a token of the REST API may call in a minute. */
  readonly apiCallsAMinute: number;
  /** How many threads sign badges at most; 0: the main thread does. */
  readonly signingThreads: number;
  /** The address at which `/metrics` is served; absent: nowhere. */
  readonly metrics?: { readonly host: string; readonly port: number };
  /** Hosts on private addresses that the operator allows: `host` or `host:port`. */
  readonly allowPrivateHosts: readonly string[];
  /** Hosts from which JSON-LD contexts may be fetched while a badge is verified. */
  readonly verifyContextHosts: readonly string[];
  /** Whether a badge that is verified may contain its own JSON-LD contexts. */
  readonly verifyOwnContexts: boolean;
}

/** A setting is wrong or missing. The message is one line that names it and what was expected. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Makes an empty variable count as absent. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const masterKey = z
  .string()
  .regex(
    /^[A-Za-z0-9+/_-]{43}=?$/,
    'expected 32 random bytes in base64, as `openssl rand -base64 32` prints them',
  )
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

const masterKeys = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(masterKey));

const httpUrl = (what: string) =>
  z.url({ protocol: /^https?$/, error: `expected ${what}, such as https://badges.example.edu` });

const origin = httpUrl('an http or https address').transform((text, context) => {
  const url = new URL(text);
  if (url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '')
    return url.origin;
  context.addIssue({
    code: 'custom',
    message: 'expected an origin alone, without a path, such as https://badges.example.edu',
  });
  return z.NEVER;
});

const trustProxy = z.string().transform((text) => {
  if (/^(false|no|0)$/i.test(text)) return false;
  return /^\d+$/.test(text) ? Number(text) : text;
});

/** Reads a port, which is served on the loopback address alone, or `host:port`. */
const metrics = z.string().transform((text, context) => {
  const [, host, digits] = /^(?:\[?([\da-f.:]+|[\w.-]+)\]?:)?(\d{1,5})$/i.exec(text.trim()) ?? [];
  const port = Number(digits ?? NaN);
  if (port <= 65535) return { host: host ?? '127.0.0.1', port };
  context.addIssue({
    code: 'custom',
    message: 'expected a port, such as 9464, or an address and a port, such as 10.0.0.5:9464',
  });
  return z.NEVER;
});

const hosts = z.string().transform((text) =>
  text
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== ''),
);

/**
 * Whether a folder exists. Font folders are checked here and read where text is set, in worker processes too, which
 * read the variable themselves.
 */
const isFolder = (folder: string): boolean =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;

const MOST_THREADS = 32;
/** Unless more are asked for: what they sign has to be written by one store. */
const THREADS_UNASKED = 4;

/** One for each core; none where there is one core, which they would only share. */
function threadsHere(): number {
  const cores = availableParallelism();
  return cores < 2 ? 0 : Math.min(cores, THREADS_UNASKED);
}

const schema = z.object({
  NODE_ENV: optional(z.string()),
  PORT: optional(z.coerce.number().int().min(0).max(65535, 'expected a port from 0 to 65535')),
  PUBLIC_URL: optional(origin),
  MONGODB_URL: optional(
    z
      .string()
      .regex(
        /^mongodb(\+srv)?:\/\//,
        'expected an address that begins with mongodb:// or mongodb+srv://',
      ),
  ),
  DATA_DIR: optional(z.string()),
  MASTER_KEY: optional(masterKeys),
  LOG_LEVEL: optional(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected one of fatal, error, warn, info, debug, trace, silent',
    }),
  ),
  SMTP_URL: optional(
    z.string().regex(/^smtps?:\/\//, 'expected an address that begins with smtp:// or smtps://'),
  ),
  MAIL_FROM: optional(z.string().regex(/@/, 'expected an e-mail address')),
  TRUST_PROXY: optional(trustProxy),
  ISSUER_NAME: optional(z.string().trim().min(1).max(200)),
  ISSUER_URL: optional(httpUrl('the address of the institution')),
  ISSUER_LOGO_URL: optional(httpUrl('the address of a picture')),
  JWT_ALGORITHM: optional(z.enum(['RS256', 'ES256'], { error: 'expected RS256 or ES256' })),
  POLL_SECONDS: optional(
    z.coerce.number('expected a number of seconds').min(1, 'expected at least 1 second').max(86400),
  ),
  API_CALLS_A_MINUTE: optional(
    z.coerce.number().int().min(1, 'expected a number of calls, at least 1'),
  ),
  METRICS_PORT: optional(metrics),
  SIGNING_THREADS: optional(
    z.coerce.number().int().min(0).max(MOST_THREADS, `expected a number from 0 to ${MOST_THREADS}`),
  ),
  ALLOW_PRIVATE_HOSTS: optional(hosts),
  VERIFY_CONTEXT_HOSTS: optional(hosts),
  FONT_DIR: optional(z.string().refine(isFolder, 'expected a folder with TTF or OTF files')),
});

type Parsed = z.infer<typeof schema>;

function parse(env: NodeJS.ProcessEnv): Parsed {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new SettingsError(`${String(issue?.path[0])}: ${issue?.message ?? 'cannot be read'}`);
}

function modeOf(parsed: Parsed, asked: Settings['mode'] | undefined): Settings['mode'] {
  if (asked !== undefined) return asked;
  return parsed.NODE_ENV === 'test' ? 'test' : 'production';
}

function checkProduction(parsed: Parsed): void {
  if (parsed.PUBLIC_URL === undefined) {
    throw new SettingsError(
      'PUBLIC_URL: missing; expected the https address of this tool, such as https://badges.example.edu',
    );
  }
  if (!parsed.PUBLIC_URL.startsWith('https:')) {
    throw new SettingsError(
      `PUBLIC_URL: expected an https address in production, found ${parsed.PUBLIC_URL}`,
    );
  }
  if (parsed.MASTER_KEY === undefined) {
    throw new SettingsError(
      'MASTER_KEY: missing; expected 32 random bytes in base64, as `openssl rand -base64 32` prints them',
    );
  }
}

/** Reads VERIFY_CONTEXT_HOSTS, in which the word `inline` stands for contexts that are written into a badge. */
function verifyContexts({ VERIFY_CONTEXT_HOSTS: listed = [] }: Parsed) {
  return {
    verifyContextHosts: listed.filter((host) => host !== 'inline'),
    verifyOwnContexts: listed.includes('inline'),
  };
}

/**
 * Reads the settings from the environment.
 * @param env usually `process.env`; an empty variable counts as absent
 * @param mode `demo` and `test` accept http and do without MASTER_KEY; absent: by NODE_ENV, production unless `test`
 * @throws SettingsError one line that names the variable and what was expected
 */
export function parseSettings(env: NodeJS.ProcessEnv, mode?: Settings['mode']): Settings {
  const parsed = parse(env);
  const resolved = modeOf(parsed, mode);
  if (resolved === 'production') checkProduction(parsed);
  const port = parsed.PORT ?? 3000;
  return {
    mode: resolved,
    port,
    publicUrl: parsed.PUBLIC_URL ?? `http://localhost:${port}`,
    dataDir: path.resolve(parsed.DATA_DIR ?? 'data'),
    masterKeys: parsed.MASTER_KEY ?? [],
    logLevel: parsed.LOG_LEVEL ?? (resolved === 'test' ? 'silent' : 'info'),
    trustProxy: parsed.TRUST_PROXY ?? false,
    apiCallsAMinute: parsed.API_CALLS_A_MINUTE ?? 600,
    signingThreads: parsed.SIGNING_THREADS ?? (resolved === 'production' ? threadsHere() : 0),
    pollMs: (parsed.POLL_SECONDS ?? (resolved === 'production' ? 120 : 10)) * 1000,
    allowPrivateHosts: parsed.ALLOW_PRIVATE_HOSTS ?? [],
    ...verifyContexts(parsed),
    ...omitUndefined({
      mongodbUrl: parsed.MONGODB_URL,
      smtpUrl: parsed.SMTP_URL,
      mailFrom: parsed.MAIL_FROM,
      issuerName: parsed.ISSUER_NAME,
      issuerUrl: parsed.ISSUER_URL,
      issuerLogoUrl: parsed.ISSUER_LOGO_URL,
      jwtAlgorithm: parsed.JWT_ALGORITHM,
      metrics: parsed.METRICS_PORT,
    }),
  };
}
