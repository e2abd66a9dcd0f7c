import { LIMITS, Unreadable } from './bounded-json.js';
import { compactJwsOf, jwsInUrl } from './compact-jws.js';
import type { Extracted } from './extracted.js';
import { kindOf } from './kind.js';
import { isObject } from './schema-check.js';
import {
  fail,
  pass,
  unknown,
  verdictOf,
  warn,
  type Check,
  type Finding,
  type Verification,
  type VerifyEnvironment,
} from './verification.js';

type Json = Record<string, unknown>;

/** What verifies one thing that was taken out of something else. */
export type VerifyOne = (one: Extracted, environment: VerifyEnvironment) => Promise<Verification>;

const PROOFS = new Set(['proof', 'issuer-identity']);

const countOf = (n: number) => ({ values: { count: String(n) } });

const tooMany = fail('contained_many', `It contains more than ${LIMITS.contained} badges.`, {
  values: { most: String(LIMITS.contained) },
});
const forged = (n: number): Finding =>
  fail(
    'contained_forged',
    `Badges in it that are not what their issuers signed: ${n}.`,
    countOf(n),
  );
const ended = (n: number): Finding =>
  warn(
    'contained_ended',
    `Badges in it that were revoked, suspended, or have expired since: ${n}.`,
    countOf(n),
  );
const open = (n: number): Finding =>
  unknown('contained_open', `Badges in it that could not be checked in full: ${n}.`, countOf(n));
const right = (n: number): Finding =>
  pass('contained_valid', `Badges in it that are valid, each checked by itself: ${n}.`, countOf(n));

/** Asks for each thing once: badges of one issuer name the same keys and lists. */
function once<A, V>(ask: (name: string, how?: A) => V): (name: string, how?: A) => V {
  const answers = new Map<string, V>();
  return (name, how) => {
    const key = JSON.stringify([name, how]);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(name, how);
    answers.set(key, answer);
    return answer;
  };
}

/** Lends an environment that is asked for each thing once. */
export function askOnce(environment: VerifyEnvironment): VerifyEnvironment {
  const { fetchJson, recognise, findNamesake } = environment;
  const asked = { ...environment, fetchJson: once(fetchJson) };
  return {
    ...asked,
    recognise: once(async (id) => (await recognise?.(id)) ?? null),
    findNamesake: once(async (name) => (await findNamesake?.(name)) ?? null),
  };
}

/** Opens one of the credentials: an object with its proof, a token, or a token in an envelope (VC 2.0, 4.13.2). */
export function openOne(one: unknown): Extracted {
  const enveloped = isObject(one) ? jwsInUrl(one['id']) : null;
  const jwt = typeof one === 'string' ? compactJwsOf(one) : enveloped;
  if (jwt !== null) return { format: 'jwt', kind: 'open-badge-3', jwt };
  const document = isObject(one) ? one : {};
  return { format: 'json', kind: kindOf(document), document };
}

/** Verifies one of the credentials. Of a record inside a record only the first is opened, however deep they are. */
async function verifyContained(
  one: unknown,
  verifyOne: VerifyOne,
  environment: VerifyEnvironment,
): Promise<Verification> {
  const opened = openOne(one);
  const leave = (detail: Finding): Verification => ({
    verdict: 'unknown',
    kind: opened.kind,
    format: opened.format,
    checks: [{ name: 'schema', ...detail, at: environment.now().toISOString() }],
    credential: opened.document,
  });
  if (opened.kind === 'learner-record')
    return leave(unknown('record_in_record', 'It is a record by itself: check it apart.'));
  try {
    return await verifyOne(opened, environment);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { code, message, values } = error;
    return { ...leave(fail(code, message, values && { values })), verdict: 'invalid' };
  }
}

const isForged = ({ checks }: Verification): boolean =>
  checks.some(({ name, outcome }) => PROOFS.has(name) && outcome === 'fail');
const isOther = ({ kind }: Verification): boolean => kind !== 'open-badge-3';

/** @returns what it means for a record how what it contains was found */
function judgeContained(contained: readonly Verification[]): Finding[] {
  const wrong = contained.filter(isForged);
  const rest = contained.filter((one) => !isForged(one));
  const over = rest.filter((one) => one.verdict === 'invalid' && !isOther(one));
  const left = rest.filter((one) => one.verdict === 'unknown' || isOther(one));
  const valid = rest.filter((one) => one.verdict === 'valid' && !isOther(one));
  const findings: [readonly Verification[], (n: number) => Finding][] = [
    [wrong, forged],
    [left, open],
    [over, ended],
    [valid, right],
  ];
  return findings.flatMap(([those, say]) => (those.length > 0 ? [say(those.length)] : []));
}

/**
 * Verifies what a learner record (CLR 2.0) contains, each by itself and with a finding of the record: what the record's
 * issuer signed stays signed when a badge in it is revoked later, and nobody should take the one for the other.
 * @param document the record as it was handed in, so that each badge is the text that its own issuer signed
 */
export async function withContained(
  found: Verification,
  document: Json,
  verifyOne: VerifyOne,
  environment: VerifyEnvironment,
): Promise<Verification> {
  const isSigned = found.checks.some(({ name, outcome }) => name === 'proof' && outcome !== 'fail');
  const subject = document['credentialSubject'];
  const listed: unknown = isObject(subject) ? subject['verifiableCredential'] : undefined;
  if (!isSigned || listed === undefined) return found;
  const all: unknown[] = [listed].flat();
  // Whoever wants to know who endorses one of them hands it in by itself: sixty times eight are too many to verify.
  const lent = { ...askOnce(environment), leavesEndorsements: true as const };
  const contained: Verification[] = [];
  for (const one of all.length > LIMITS.contained ? [] : all)
    contained.push(await verifyContained(one, verifyOne, lent));
  const findings = all.length > LIMITS.contained ? [tooMany] : judgeContained(contained);
  const at = found.checks[0]?.at ?? environment.now().toISOString();
  const checks: Check[] = [
    ...found.checks,
    ...findings.map((finding) => ({ name: 'contained' as const, ...finding, at })),
  ];
  return { ...found, checks, verdict: verdictOf(checks), contained };
}
