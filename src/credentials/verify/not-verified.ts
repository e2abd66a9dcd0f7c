import type { Unreadable } from './bounded-json.js';
import type { Extracted } from './extracted.js';
import {
  fail,
  unknown,
  warn,
  type Check,
  type Verification,
  type VerifyEnvironment,
} from './verification.js';

/** @returns what is said of what cannot be read */
export function unreadable(
  { message: problem, code, values }: Unreadable,
  environment: VerifyEnvironment,
): Verification {
  const at = environment.now().toISOString();
  // What cannot be checked here may well be right.
  const isOpen = code === 'form_not_supported';
  const finding = (isOpen ? unknown : fail)(code, problem, values && { values });
  const check: Check = { name: 'schema', ...finding, at };
  return {
    verdict: isOpen ? 'unknown' : 'invalid',
    kind: 'unreadable',
    format: null,
    checks: [check],
    problem,
  };
}

/** Whether WebCrypto is available: browsers provide it on secure pages alone. */
export const hasWebCrypto = (): boolean =>
  (globalThis as { crypto?: { subtle?: unknown } }).crypto?.subtle !== undefined;

/** @returns what is said where no signature can be checked */
export function withoutCrypto(environment: VerifyEnvironment): Verification {
  const problem =
    'Signatures cannot be checked here: the browser lends its cryptography to pages over https alone. Open this page by https.';
  const at = environment.now().toISOString();
  const check: Check = { name: 'proof', ...unknown('no_cryptography', problem), at };
  return { verdict: 'unknown', kind: 'unreadable', format: null, checks: [check], problem };
}

/** Says which file of a ZIP it was that was verified, where there were several. */
export function withEntry(found: Verification, { entry }: Extracted): Verification {
  if (entry === undefined) return found;
  const { name, others } = entry;
  const at = found.checks[0]?.at;
  if (others === 0 || at === undefined) return { ...found, entry };
  const finding = warn(
    'one_of_several',
    `Of the ZIP, ${name} was checked. Other files in it that hold badges and were not checked: ${others}.`,
    { values: { entry: name, count: String(others) } },
  );
  return { ...found, entry, checks: [...found.checks, { name: 'file', ...finding, at }] };
}

/** @returns what is said of a document that is neither a badge of this version nor a learner record */
export function otherKind(
  { kind, format, document }: Extracted,
  environment: VerifyEnvironment,
): Verification {
  const at = environment.now().toISOString();
  const finding =
    kind === 'open-badge-2'
      ? unknown(
          'open_badge_2',
          'This is an Open Badge of version 2.0 or before: an older kind, which is verified by its issuer’s site.',
        )
      : fail('not_an_open_badge', 'This is not an Open Badge.');
  return {
    verdict: kind === 'open-badge-2' ? 'unknown' : 'invalid',
    kind,
    format,
    checks: [{ name: 'schema', ...finding, at }],
    credential: document,
    problem: finding.detail,
  };
}
