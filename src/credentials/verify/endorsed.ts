import { LIMITS, Unreadable } from './bounded-json.js';
import { askOnce, openOne, type VerifyOne } from './contained.js';
import { isObject } from './schema-check.js';
import {
  fail,
  pass,
  unknown,
  verdictOf,
  warn,
  type Endorsed,
  type EndorsementState,
  type Finding,
  type Verification,
  type VerifyEnvironment,
} from './verification.js';

type Json = Record<string, unknown>;

const listOf = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());
const idOf = (value: unknown): unknown => (isObject(value) ? value['id'] : value);

/** What of a badge can be endorsed (OB 3.0, B.1.1, B.1.2, B.1.14), each part with its endorsements in it. */
function partsOf(document: Json): readonly unknown[] {
  const subject = document['credentialSubject'];
  const achievement = isObject(subject) ? subject['achievement'] : undefined;
  return [document, achievement, document['issuer']];
}

/** The ids that an endorsement of this badge may name. */
const endorsable = (document: Json): ReadonlySet<string> =>
  new Set(
    partsOf(document)
      .map(idOf)
      .filter((id): id is string => typeof id === 'string'),
  );

const embeddedIn = (document: Json): unknown[] =>
  partsOf(document)
    .filter(isObject)
    .flatMap((part) => [...listOf(part['endorsement']), ...listOf(part['endorsementJwt'])]);

/** The identity of an achievement, by which endorsements that are kept beside the badge are found. */
function achievementIdOf(document: Json): string | null {
  const [, achievement] = partsOf(document);
  const id = idOf(achievement);
  return typeof id === 'string' ? id : null;
}

const countOf = (n: number) => ({ values: { count: String(n) } });
const tooMany = (n: number): Finding =>
  warn(
    'endorsement_many',
    `It carries ${n} endorsements; more than ${LIMITS.endorsements} are not looked at.`,
    { values: { count: String(n), most: String(LIMITS.endorsements) } },
  );

const FINDINGS: Readonly<Record<EndorsementState, (n: number) => Finding>> = {
  valid: (n) =>
    pass('endorsement_valid', `Endorsements that are genuine and in force: ${n}.`, countOf(n)),
  unknown: (n) =>
    unknown(
      'endorsement_open',
      `Endorsements that could not be checked in full just now: ${n}.`,
      countOf(n),
    ),
  revoked: (n) =>
    warn('endorsement_revoked', `Endorsements that were taken back: ${n}.`, countOf(n)),
  expired: (n) => warn('endorsement_expired', `Endorsements that have expired: ${n}.`, countOf(n)),
  forged: (n) =>
    warn(
      'endorsement_forged',
      `Endorsements that are not what somebody signed of this badge: ${n}. They count for nothing.`,
      countOf(n),
    ),
};
const ORDER = ['forged', 'revoked', 'expired', 'unknown', 'valid'] as const;

/** @returns how an endorsement stands, by what its verification found */
export function endorsementStateOf({ kind, verdict, checks }: Verification): EndorsementState {
  const failed = checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);
  if (kind !== 'endorsement') return 'forged';
  if (verdict === 'valid') return 'valid';
  if (verdict === 'unknown') return 'unknown';
  if (failed.every((code) => code === 'expired')) return 'expired';
  return failed.every((code) => ['revoked', 'suspended', 'expired'].includes(code))
    ? 'revoked'
    : 'forged';
}

/** Adds that an endorsement is one of something else: it was signed, and says nothing of this badge. */
function ofAnother(found: Verification, subjects: ReadonlySet<string>): Verification {
  const subject = found.credential?.['credentialSubject'];
  const id = idOf(subject);
  if (typeof id === 'string' && subjects.has(id)) return found;
  const at = found.checks[0]?.at ?? '';
  const other = fail('endorses_another', 'It is an endorsement of something else.');
  return {
    ...found,
    verdict: 'invalid',
    checks: [...found.checks, { name: 'endorsement', ...other, at }],
  };
}

async function verifyEndorsement(
  one: unknown,
  subjects: ReadonlySet<string>,
  verifyOne: VerifyOne,
  environment: VerifyEnvironment,
): Promise<Endorsed> {
  const opened = openOne(one);
  try {
    const found = ofAnother(await verifyOne(opened, environment), subjects);
    return { state: endorsementStateOf(found), found };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const check = { name: 'schema' as const, ...fail(error.code, error.message) };
    const at = environment.now().toISOString();
    const { format, kind } = opened;
    return {
      state: 'forged',
      found: { verdict: 'invalid', kind, format, checks: [{ ...check, at }] },
    };
  }
}

/**
 * Verifies the endorsements of a badge (OB 3.0, B.1.9): those embedded in it, its achievement or its issuer, and those
 * that are known of its achievement elsewhere. Each is judged by itself; none decides whether the badge is genuine.
 * @param document the badge as it was handed in, so that each endorsement is the text that its own issuer signed
 */
export async function withEndorsements(
  found: Verification,
  document: Json,
  verifyOne: VerifyOne,
  environment: VerifyEnvironment,
): Promise<Verification> {
  const isSigned = found.checks.some(({ name, outcome }) => name === 'proof' && outcome !== 'fail');
  if (!isSigned) return found;
  const achievementId = achievementIdOf(document);
  const known =
    achievementId === null ? [] : ((await environment.findEndorsements?.(achievementId)) ?? []);
  const all = [...embeddedIn(document), ...known];
  if (all.length === 0) return found;
  const subjects = endorsable(document);
  const lent = askOnce(environment);
  const endorsed: Endorsed[] = [];
  for (const one of all.slice(0, LIMITS.endorsements))
    endorsed.push(await verifyEndorsement(one, subjects, verifyOne, lent));
  const counts = ORDER.map((state) => [
    state,
    endorsed.filter((one) => one.state === state).length,
  ]);
  const findings = [
    ...(all.length > LIMITS.endorsements ? [tooMany(all.length)] : []),
    ...(counts as [EndorsementState, number][]).flatMap(([state, n]) =>
      n > 0 ? [FINDINGS[state](n)] : [],
    ),
  ];
  const at = found.checks[0]?.at ?? environment.now().toISOString();
  const checks = [
    ...found.checks,
    ...findings.map((finding) => ({ name: 'endorsement' as const, ...finding, at })),
  ];
  return { ...found, checks, verdict: verdictOf(checks), endorsed };
}
