import { kindOf } from './kind.js';
import { isObject, isVersion1 } from './schema-check.js';
import { validityOf } from './simple-checks.js';
import { fail, type Finding, type Kind } from './verification.js';

type Json = Record<string, unknown>;

export interface OpenedJwt {
  readonly header: Json;
  readonly document: Json;
  readonly claims: Json;
}

/** @returns `typ` without what may be omitted from it (RFC 7515, 4.1.9) */
const typeOf = ({ typ = 'JWT' }: Json): string =>
  typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : '';

/** Whether the media type is that of VC-JOSE-COSE 1.0, 3.1.1, or of its drafts. */
const isOfVcJose = (header: Json): boolean =>
  ['vc+jwt', 'vc+ld+jwt', 'vc-ld+jwt', 'vc+ld+json+jwt'].includes(typeOf(header));

/** Whether a token's type allows it to be a credential: a token for another use is refused (RFC 8725, 3.11). */
export const isCredentialType = (header: Json): boolean =>
  typeOf(header) === 'jwt' || isOfVcJose(header);

const CLAIMS = ['iss', 'jti', 'sub', 'nbf', 'exp', 'iat', 'aud', 'cnf'];

const dateOf = (time: unknown): string | undefined =>
  typeof time === 'number' && Math.abs(time) < 1e11
    ? new Date(time * 1000).toISOString().replace('.000Z', 'Z')
    : undefined;

/** Completes the claim `vc` from the registered claims (VC 1.1, 6.3.1). */
function completeClaim(vc: Json, { iss, jti, sub, nbf, exp }: Json): Json {
  const [from, until] = isVersion1(vc)
    ? (['issuanceDate', 'expirationDate'] as const)
    : (['validFrom', 'validUntil'] as const);
  const { issuer, credentialSubject: subject } = vc;
  const said: Json = { id: jti, issuer: iss, [from]: dateOf(nbf), [until]: dateOf(exp) };
  const missing = Object.entries(said).filter(
    ([name, value]) => value !== undefined && vc[name] === undefined,
  );
  const complete = (part: unknown, id: unknown): unknown =>
    isObject(part) && part['id'] === undefined && id !== undefined ? { id, ...part } : part;
  const parts = { issuer: complete(issuer, iss), credentialSubject: complete(subject, sub) };
  const completed = Object.entries(parts).filter(([, value]) => value !== undefined);
  return { ...vc, ...Object.fromEntries([...missing, ...completed]) };
}

/** Adds an end that only the claim `exp` states (OB 3.0, 8.2.5.1). */
function withEnd(document: Json, { exp }: Json): Json {
  const until = isVersion1(document) ? 'expirationDate' : 'validUntil';
  const end = dateOf(exp);
  return end === undefined || document[until] !== undefined
    ? document
    : { ...document, [until]: end };
}

/** Separates a token's credential from its registered claims. VC 1.1 put the credential into a claim `vc`. */
export function readPayload(header: Json, payload: Json): Pick<OpenedJwt, 'claims' | 'document'> {
  const { vc } = payload;
  const members = Object.entries(payload);
  const claims = Object.fromEntries(members.filter(([name]) => CLAIMS.includes(name)));
  if (isObject(vc) && !isOfVcJose(header)) return { claims, document: completeClaim(vc, claims) };
  const rest = Object.fromEntries(members.filter(([name]) => !CLAIMS.includes(name)));
  return { claims, document: withEnd(rest, claims) };
}

/** The kinds of credentials whose tokens have to repeat what they say as claims (OB 3.0, 8.2.5.1; CLR 2.0, 8.2.5.1). */
const CHECKED: readonly Kind[] = ['open-badge-3', 'learner-record', 'endorsement'];

const agreesIfPresent = (claim: unknown, said: unknown): boolean =>
  claim === undefined || claim === said;

/** A claim has whole seconds as a rule; whether they were cut or rounded is the issuer's matter. */
const isTimeOf = (claim: unknown, date: unknown): boolean =>
  claim === undefined ||
  (typeof claim === 'number' && Math.abs(claim * 1000 - Date.parse(String(date))) < 1000);

const subjectIdOf = (document: Json): unknown => {
  const subject = document['credentialSubject'];
  return isObject(subject) ? subject['id'] : undefined;
};

/**
 * @returns the claims that OB 3.0, 8.2.5.1 requires and that are missing; VC-JOSE-COSE 1.0 leaves them all to the
 *   issuer
 */
function missingClaims({ header, claims, document }: OpenedJwt): string[] {
  if (isOfVcJose(header) || !CHECKED.includes(kindOf(document))) return [];
  const wanted = ['iss', 'jti', 'nbf', ...(subjectIdOf(document) === undefined ? [] : ['sub'])];
  return wanted.filter((name) => claims[name] === undefined);
}

/** Checks that the registered claims agree with the credential (OB 3.0, 8.2.5.1). */
export function checkClaims(opened: OpenedJwt, issuerId: string): Finding | null {
  const { header, document } = opened;
  const { iss, jti, sub, nbf, exp } = opened.claims;
  const { validFrom, validUntil } = validityOf(document);
  const subjectId = subjectIdOf(document);
  const agrees =
    agreesIfPresent(iss, issuerId) &&
    agreesIfPresent(jti, document['id']) &&
    (subjectId === undefined || agreesIfPresent(sub, subjectId)) &&
    isTimeOf(nbf, validFrom) &&
    isTimeOf(exp, validUntil);
  // VC-JOSE-COSE 1.0, 3.1.3 forbids either claim: two credentials could say different things.
  const isDouble = isOfVcJose(header) && ('vc' in document || 'vp' in document);
  if (!agrees || isDouble)
    return fail('claims_differ', 'The token’s claims say something else than the badge inside it.');
  const missing = missingClaims(opened).join(', ');
  if (missing === '') return null;
  return fail('claims_missing', `The token lacks claims that Open Badges 3.0 wants: ${missing}.`, {
    values: { names: missing },
  });
}
