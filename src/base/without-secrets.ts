/** Names whose values never reach a log, wherever they stand in what is logged. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'id_token',
  'idToken',
  'state',
  'nonce',
  'token',
  'access_token',
  'accessToken',
  'refresh_token',
  'refreshToken',
  'client_assertion',
  'authorization',
  'cookie',
  'password',
  'secret',
  'privateKey',
  'sealed',
  'email',
  'name',
  'registration_token',
]);

const CENSORED = '[redacted]';
/** What lies deeper is left out as a whole. */
const DEEPEST = 4;

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}

function censor(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  if (depth === DEEPEST) return CENSORED;
  if (Array.isArray(value)) return value.map((each) => censor(each, depth + 1));
  const kept: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) {
    kept[name] = SECRET_NAMES.has(name) ? CENSORED : censor(each, depth + 1);
  }
  return kept;
}

/**
 * What is logged, without secrets and personal data by name. Hand-written: a line is written for each request, and
 * pino's own `redact` with the same wildcards takes some sixty microseconds for each.
 */
export function withoutSecrets(line: Record<string, unknown>): Record<string, unknown> {
  for (const name in line) {
    const value = line[name];
    if (SECRET_NAMES.has(name) || (typeof value === 'object' && value !== null)) {
      return censor(line, 0) as Record<string, unknown>;
    }
  }
  return line;
}
