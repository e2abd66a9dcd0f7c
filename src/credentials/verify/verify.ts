import { Unreadable } from './bounded-json.js';
import { verifyDataIntegrity } from './data-integrity.js';
import { extract, kindOf, type Extracted } from './extract.js';
import { findKey } from './issuer-identity.js';
import {
  isEddsaRdfc,
  MOST_PROOFS,
  previousProofsOf,
  proofsOf,
  suiteNameOf,
  suiteOf,
} from './proof-suites.js';
import { jwkOf } from './public-key.js';
import { isVersion1 } from './schema-check.js';
import {
  checkRecipient,
  checkRecognised,
  checkShape,
  wellFormed,
  checkValidity,
  issuerIdOf,
} from './simple-checks.js';
import { checkStatus } from './status.js';
import {
  fail,
  graver,
  lighter,
  unknown,
  verdictOf,
  type Check,
  type CheckName,
  type Finding,
  type Verification,
  type VerifyEnvironment,
} from './verification.js';
import { openJwt, verifyJwt } from './vc-jwt.js';

type Json = Record<string, unknown>;

interface Judged {
  readonly proof: Finding;
  readonly identity: Finding;
  readonly isWellFormed?: boolean;
}

const nobody = unknown('not_asked', 'Not asked: nobody is named by the proof.', {
  wording: 'not_asked_nobody',
});

async function judgeProof(
  document: Json,
  proof: Json,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<Judged> {
  const { verificationMethod: methodId, created } = proof;
  if (typeof methodId !== 'string')
    return {
      proof: fail('proof_malformed', 'The proof names no key.', { wording: 'proof_key' }),
      identity: nobody,
    };
  const signedAt = typeof created === 'string' ? created : undefined;
  const { method, identity } = await findKey(methodId, issuerId, signedAt, environment.fetchJson);
  if (method === null)
    return { proof: unknown('key_unreachable', 'The key to check it could not be had.'), identity };
  const isOfKnownKind =
    isEddsaRdfc(proof) && !isVersion1(document) && proof['previousProof'] === undefined;
  const known = (isOfKnownKind ? environment.findKnown?.(document, proof) : null) ?? null;
  return {
    proof: await verifyDataIntegrity(document, proof, jwkOf(method), environment, known),
    ...{ identity, isWellFormed: known?.isWellFormed ?? false },
  };
}

const notSupported = (proof: Json): Finding =>
  unknown(
    'proof_not_supported',
    `It is signed by ${suiteNameOf(proof)}, which cannot be checked here; that does not make it wrong.`,
    { values: { suite: suiteNameOf(proof) } },
  );

/** A proof in a chain counts only once those before it do (2.1.2): one that cannot be checked leaves it open. */
function judgeChain(document: Json, proof: Json, judged: Judged): Judged {
  const open = previousProofsOf(document, proof)?.find((previous) => suiteOf(previous) === null);
  return open === undefined
    ? judged
    : { ...judged, proof: graver(judged.proof, notSupported(open)) };
}

/**
 * Of several proofs (VC Data Integrity 1.0, 2.1.1) every one that can be checked has to be right; one has to
 * be its issuer's, the others may be anybody's who stands by what the badge says.
 */
async function judgeEmbedded(
  document: Json,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<Judged> {
  const proofs = proofsOf(document);
  if (proofs.length > MOST_PROOFS)
    return {
      proof: fail('proof_malformed', 'It carries too many proofs.', { wording: 'proof_many' }),
      identity: nobody,
    };
  if (proofs.length === 0)
    return { proof: fail('not_signed', 'It carries no signature at all.'), identity: nobody };
  const judged: Judged[] = [];
  for (const proof of proofs)
    if (suiteOf(proof) !== null) {
      const one = await judgeProof(document, proof, issuerId, environment);
      judged.push(judgeChain(document, proof, one));
    }
  const [first, ...others] = judged;
  if (first === undefined) return { proof: notSupported(proofs[0]!), identity: nobody };
  return others.reduce(
    (all, one) => ({
      proof: graver(all.proof, one.proof),
      identity: lighter(all.identity, one.identity),
      isWellFormed: all.isWellFormed ?? false,
    }),
    first,
  );
}

function unreadable(
  { message: problem, code, values }: Unreadable,
  environment: VerifyEnvironment,
): Verification {
  const at = environment.now().toISOString();
  const check: Check = { name: 'schema', ...fail(code, problem, values && { values }), at };
  return { verdict: 'invalid', kind: 'unreadable', format: null, checks: [check], problem };
}

/** Browsers lend WebCrypto to secure pages alone. */
const hasWebCrypto = (): boolean =>
  (globalThis as { crypto?: { subtle?: unknown } }).crypto?.subtle !== undefined;

function withoutCrypto(environment: VerifyEnvironment): Verification {
  const problem =
    'Signatures cannot be checked here: the browser lends its cryptography to pages over https alone. Open this page by https.';
  const at = environment.now().toISOString();
  const check: Check = { name: 'proof', ...unknown('no_cryptography', problem), at };
  return { verdict: 'unknown', kind: 'unreadable', format: null, checks: [check], problem };
}

let last = { time: NaN, text: '' };
/** Most findings of one document, and of the next ones, are of the same millisecond. */
function timeOf(now: Date): string {
  const time = now.getTime();
  if (last.time !== time) last = { time, text: now.toISOString() };
  return last.text;
}

async function verifyOpened(
  opened: Extracted & { document: Json },
  judge: (issuerId: string) => Promise<Judged>,
  environment: VerifyEnvironment,
): Promise<Verification> {
  const { document, format } = opened;
  const checks: Check[] = [];
  const add = (name: CheckName, finding: Finding) =>
    checks.push({ name, ...finding, at: timeOf(environment.now()) });

  const issuerId = issuerIdOf(document);
  const noIssuer = fail('no_issuer', 'The badge names no issuer.');
  const judged =
    issuerId === null ? { proof: noIssuer, identity: noIssuer } : await judge(issuerId);
  const { proof, identity, isWellFormed = false }: Judged = judged;
  add('proof', proof);
  add('schema', isWellFormed ? wellFormed : checkShape(document));
  // A badge that was tampered with is not asked about elsewhere: its addresses are an attacker's.
  const status =
    issuerId === null || proof.outcome === 'fail'
      ? { finding: unknown('not_asked', 'Not asked: the proof is not right.') }
      : await checkStatus(document, issuerId, environment);
  add('status', status.finding);
  add('validity', checkValidity(document, environment.now()));
  add('issuer-identity', identity);
  if (issuerId !== null)
    add('issuer-recognised', await checkRecognised(issuerId, environment.recognise));
  if (environment.email !== undefined)
    add('recipient', await checkRecipient(document, environment.email));
  return {
    verdict: verdictOf(checks),
    kind: 'open-badge-3',
    format,
    checks,
    credential: document,
    ...(status.state === undefined ? {} : { state: status.state }),
  };
}

/** Findings that come of a kept list of keys, too, that is older than the key. */
const mayBeOutdated = ({ checks }: Verification): boolean =>
  checks.some(({ code }) => code === 'key_not_listed' || code === 'status_unreachable');

/**
 * Verifies an Open Badge 3.0 of any issuer: JSON with a Data Integrity proof, VC-JWT, or a picture or PDF that
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
    if (extracted.jwt !== undefined) {
      const { jwt } = extracted;
      const opened = openJwt(jwt);
      const { document } = opened;
      const kind = kindOf(document);
      if (kind !== 'open-badge-3') return otherKind({ ...extracted, kind, document }, environment);
      const judge = (issuerId: string) => verifyJwt(jwt, opened, issuerId, environment);
      return await verifyOpened({ ...extracted, document }, judge, environment);
    }
    const { document } = extracted;
    if (extracted.kind !== 'open-badge-3' || document === undefined)
      return otherKind(extracted, environment);
    const judge = (issuerId: string) => judgeEmbedded(document, issuerId, environment);
    return await verifyOpened({ ...extracted, document }, judge, environment);
  } catch (error) {
    if (error instanceof Unreadable) return unreadable(error, environment);
    throw error;
  }
}

function otherKind(
  { kind, format, document }: Extracted,
  environment: VerifyEnvironment,
): Verification {
  const at = environment.now().toISOString();
  const finding =
    kind === 'open-badge-2'
      ? unknown(
          'open_badge_2',
          'This is an Open Badge 2.0: an older kind, which is verified by its issuer’s site.',
        )
      : fail('not_an_open_badge', 'This is not an Open Badge.');
  return {
    verdict: kind === 'open-badge-2' ? 'unknown' : 'invalid',
    kind,
    format,
    checks: [{ name: 'schema', ...finding, at }],
    ...(document === undefined ? {} : { credential: document }),
    problem: finding.detail,
  };
}
