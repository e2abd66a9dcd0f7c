import { LaurelError } from '../../base/index.js';
import type { AchievementSubject, OpenBadgeCredential } from './open-badge.js';
import { isOpenBadge } from './badge-schema.js';

/** Checks how the parts of one badge relate, which a schema cannot express. */
function* meaningProblems(badge: OpenBadgeCredential): Generator<string> {
  const { credentialSubject: subject, validFrom, validUntil } = badge;
  const { achievement } = subject;
  if (achievement.criteria.id === undefined && !achievement.criteria.narrative)
    yield 'criteria: neither narrative nor id';
  if (subject.identifier.length === 0) yield 'credentialSubject.identifier: empty';
  if (validUntil !== undefined && Date.parse(validUntil) <= Date.parse(validFrom))
    yield 'validUntil: not after validFrom';
  yield* resultProblems(subject);
}

interface Described {
  readonly id: string;
  readonly valueMin?: string;
  readonly valueMax?: string;
  readonly requiredValue?: string;
}

function* resultProblems({ achievement, result = [] }: AchievementSubject): Generator<string> {
  const described = (achievement['resultDescription'] ?? []) as readonly Described[];
  for (const { resultDescription } of result)
    if (!described.some(({ id }) => id === resultDescription))
      yield 'result: its resultDescription is not the achievement’s';
  for (const { valueMin = '-Infinity', valueMax = 'Infinity', requiredValue } of described) {
    const required = Number(requiredValue);
    if (required > Number(valueMax)) yield 'resultDescription: the pass mark is above the maximum';
    if (required < Number(valueMin)) yield 'resultDescription: the pass mark is below the minimum';
  }
}

function* textProblems(value: unknown, at = ''): Generator<string> {
  // A lone surrogate has no UTF-8 form: what is signed and what is read would differ.
  if (typeof value === 'string') {
    if (/[\uD800-\uDFFF]/u.test(value)) yield `${at}: text that is not well-formed Unicode`;
  } else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value))
      yield* textProblems(member, `${at}/${name}`);
}

/** The badge would not be a valid Open Badge 3.0, so nothing is signed. */
export class CredentialRefused extends LaurelError {
  constructor(readonly problems: readonly string[]) {
    super(
      'credential_not_well_formed',
      'This badge cannot be issued: what it says is incomplete.',
      422,
      {
        action: 'Open the micro-credential’s set-up, correct it and try again.',
        cause: new Error(problems.slice(0, 10).join('; ')),
      },
    );
  }
}

/**
 * Checks an unsigned badge against the schema, and what a schema cannot express.
 * @throws CredentialRefused with every problem found
 */
export function checkCredential(badge: OpenBadgeCredential): void {
  const problems = [...textProblems(badge)];
  if (!isOpenBadge(badge))
    problems.push(
      ...(isOpenBadge.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath}: ${message ?? 'wrong'}`,
      ),
    );
  else problems.push(...meaningProblems(badge));
  if (problems.length > 0) throw new CredentialRefused(problems);
}
