/** Names of fields whose values are never logged, at any depth. */
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
/** Fields below this depth are left out. */
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
 * Copies what is logged without secrets and personal data, which are known by their fields' names. Written by hand
 * since each request logs a line, and pino's `redact` with the same wildcards takes about sixty microseconds each.
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
