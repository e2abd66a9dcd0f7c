import { arrangeLists } from './arrange-lists.js';
import { Unreadable } from './bounded-json.js';
import { checkRecipient } from './check-recipient.js';
import { withContained } from './contained.js';
import { withEndorsements } from './endorsed.js';
import { extract } from './extract.js';
import type { Extracted } from './extracted.js';
import { findIssuedBy, judgeRecognised } from './issued-by.js';
import { judgeEmbedded, openBadge, type Judged } from './judge-proofs.js';
import { kindOf } from './kind.js';
import { memoizeLast } from './memo.js';
import { hasWebCrypto, otherKind, unreadable, withEntry, withoutCrypto } from './not-verified.js';
import { openJwt } from './open-jwt.js';
import { checkResources } from './related-resources.js';
import { checkShape, checkValidity, issuerIdOf, wellFormed } from './simple-checks.js';
import { checkStatus } from './status.js';
import { verifyJwt } from './vc-jwt.js';
import {
  fail,
  unknown,
  verdictOf,
  warn,
  type Check,
  type CheckName,
  type Finding,
  type Verification,
  type VerifyEnvironment,
} from './verification.js';

type Json = Record<string, unknown>;

/** Reports a context that the operator allowed: its author decides what the badge's terms mean. */
const foreignTerms = (url: string): Finding =>
  url === ''
    ? warn(
        'context_own',
        'The badge defines terms of its own; the operator of this verifier lets them be used.',
      )
    : warn(
        'context_fetched',
        `The badge uses terms from ${url.slice(0, 200)}, which were fetched from there just now.`,
        { values: { url: url.slice(0, 200) } },
      );

/** Checks what a badge takes from elsewhere: terms, and resources that it vouches for. */
async function checkForeign(
  { document, foreign = [] }: Opened,
  { proof }: Judged,
  environment: VerifyEnvironment,
): Promise<[CheckName, Finding][]> {
  const found: [CheckName, Finding][] = foreign.map((url) => ['contexts', foreignTerms(url)]);
  const resources = proof.outcome === 'fail' ? null : await checkResources(document, environment);
  if (resources !== null) found.push(['resources', resources]);
  return found;
}

/** Most findings are of the same millisecond. */
const isoOf = memoizeLast((time: number) => new Date(time).toISOString());
const timeOf = (now: Date): string => isoOf(now.getTime());

/** An opened badge, and why it is not known what its signature covers. */
type Opened = Extracted & {
  readonly document: Json;
  readonly foreign?: readonly string[];
  readonly problem?: Finding | null;
};

const notChecked = unknown('not_checked', 'Not checked: the signature is not right.');

const noIssuer = fail('no_issuer', 'The badge names no issuer.');
const withoutIssuer = (problem: Finding | null): Judged => ({
  proof: problem ?? noIssuer,
  identity: noIssuer,
});

async function verifyOpened(
  opened: Opened,
  judge: (issuerId: string) => Promise<Judged>,
  environment: VerifyEnvironment,
): Promise<Verification> {
  const { document, format, problem = null } = opened;
  const checks: Check[] = [];
  // All findings of one verification have the same time.
  const at = timeOf(environment.now());
  const issuerId = issuerIdOf(document);
  const judged = issuerId === null ? withoutIssuer(problem) : await judge(issuerId);
  const { proof, identity, isWellFormed = false }: Judged = judged;
  checks.push({ name: 'proof', ...proof, at });
  /** Members that are not signed are neither valid nor invalid; only what is broken in itself is reported. */
  const add = (name: CheckName, finding: Finding) => {
    const isSaid = proof.outcome !== 'fail' || !['pass', 'warning'].includes(finding.outcome);
    checks.push({ name, ...(isSaid ? finding : notChecked), at });
  };
  add('schema', isWellFormed ? wellFormed : checkShape(document));
  // The status of a badge that was tampered with is not requested: its addresses may be an attacker's.
  const status =
    issuerId === null || proof.outcome === 'fail'
      ? { finding: notChecked }
      : await checkStatus(document, issuerId, environment);
  for (const one of await checkForeign(opened, judged, environment)) add(...one);
  add('status', status.finding);
  add('validity', checkValidity(document, environment.now()));
  add('issuer-identity', identity);
  const issuedBy =
    issuerId === null ? undefined : await findIssuedBy(document, issuerId, judged, environment);
  if (issuedBy !== undefined) add('issuer-recognised', judgeRecognised(issuedBy));
  if (environment.email !== undefined)
    add('recipient', await checkRecipient(document, environment.email));
  return {
    verdict: verdictOf(checks),
    kind: opened.kind,
    format,
    checks,
    credential: document,
    issuedBy,
    state: status.state,
    newer: status.finding.code === 'refresh' ? { kind: 'updated' } : undefined,
  };
}

/** Findings that may be caused by a cached list of keys, older than the key. */
const mayBeOutdated = ({ checks, contained = [], endorsed = [] }: Verification): boolean =>
  checks.some(({ code }) => code === 'key_not_listed' || code === 'status_unreachable') ||
  contained.some(mayBeOutdated) ||
  endorsed.some(({ found }) => mayBeOutdated(found));

/**
 * Verifies an Open Badge 3.0 of any issuer with its endorsements, an endorsement alone, or a Comprehensive Learner Record 2.0 with what it contains: JSON with a Data Integrity proof, VC-JWT, or a picture, PDF or ZIP that
 * carries one. Nothing that is handed in makes it throw; what cannot be read says so.
 * @param input text or bytes, at most 1 MB (4 MB for a picture or a PDF)
 */
export async function verify(
  input: string | Uint8Array,
  environment: VerifyEnvironment,
): Promise<Verification> {
  const { fetchNew } = environment;
  const found = await verifyOnce(input, environment);
  if (fetchNew === undefined || !mayBeOutdated(found)) return found;
  return verifyOnce(input, { ...environment, fetchJson: fetchNew });
}

async function verifyOnce(
  input: string | Uint8Array,
  environment: VerifyEnvironment,
): Promise<Verification> {
  try {
    if (!hasWebCrypto()) return withoutCrypto(environment);
    const extracted = await extract(input);
    return withEntry(await verifyExtracted(extracted, environment), extracted);
  } catch (error) {
    if (error instanceof Unreadable) return unreadable(error, environment);
    throw error;
  }
}

const isVerified = (kind: Extracted['kind']): boolean =>
  kind === 'open-badge-3' || kind === 'learner-record' || kind === 'endorsement';

/** Verifies what a record contains, and the endorsements of a badge; an endorsement has neither. */
function withParts(
  found: Verification,
  document: Json,
  environment: VerifyEnvironment,
): Verification | Promise<Verification> {
  if (found.kind === 'learner-record')
    return withContained(found, document, verifyExtracted, environment);
  return found.kind === 'open-badge-3' && environment.leavesEndorsements !== true
    ? withEndorsements(found, document, verifyExtracted, environment)
    : found;
}

async function verifyExtracted(
  extracted: Extracted,
  environment: VerifyEnvironment,
): Promise<Verification> {
  if (extracted.jwt !== undefined) {
    const { jwt } = extracted;
    const opened = openJwt(jwt);
    const document = arrangeLists(opened.document) as Json;
    const kind = kindOf(document);
    if (!isVerified(kind)) return otherKind({ ...extracted, kind, document }, environment);
    const judge = (issuerId: string) => verifyJwt(jwt, opened, issuerId, environment);
    const found = await verifyOpened({ ...extracted, kind, document }, judge, environment);
    return withParts(found, opened.document, environment);
  }
  const { document } = extracted;
  if (document === undefined || extracted.kind === 'open-badge-2')
    return otherKind(extracted, environment);
  const badge = await openBadge(document, environment);
  const { reading, foreign, problem } = badge.signed;
  const kind = kindOf(reading);
  if (!isVerified(kind)) return otherKind({ ...extracted, kind, document: reading }, environment);
  const judge = (issuerId: string) => judgeEmbedded(badge, issuerId, environment);
  const found = await verifyOpened(
    { ...extracted, kind, document: reading, foreign, problem },
    judge,
    environment,
  );
  return withParts(found, document, environment);
}
