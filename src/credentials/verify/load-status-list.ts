import { verifyDataIntegrity } from './data-integrity.js';
import { findKey } from './issuer-identity.js';
import { createObjectMemo } from './memo.js';
import { openJwt } from './open-jwt.js';
import { proofsOf, suiteOf } from './proof-suites.js';
import { jwkOf } from './public-key.js';
import { isObject } from './schema-check.js';
import { openSigned } from './signed-document.js';
import { checkValidity, issuerIdOf } from './simple-checks.js';
import { verifyJwt } from './vc-jwt.js';
import type { VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;

interface OpenedList {
  readonly list: Json;
  readonly issuerId: string;
}

/** Lists whose signature was found right: as long as the very same object is served from a cache, that is not done again. */
const kept = createObjectMemo<Json, OpenedList>();

/** A list with an embedded proof, as that covers it. */
async function openSignedList(answer: Json, environment: VerifyEnvironment): Promise<OpenedList> {
  const earlier = kept.get(answer);
  if (earlier !== undefined) return earlier;
  const signed = await openSigned(answer, environment);
  const { reading: list } = signed;
  const issuerId = issuerIdOf(list);
  const proof = proofsOf(list).find((one) => suiteOf(one) && one['previousProof'] === undefined);
  const methodId = proof?.['verificationMethod'];
  if (issuerId === null || proof === undefined || typeof methodId !== 'string')
    throw new Error('not signed');
  const created = typeof proof['created'] === 'string' ? proof['created'] : undefined;
  const { method, identity } = await findKey(methodId, issuerId, created, environment.fetchJson);
  if (identity.outcome === 'fail') throw new Error('signed by another key');
  const key = method && jwkOf(method);
  if ((await verifyDataIntegrity(signed, proof, key, environment)).outcome !== 'pass')
    throw new Error('signature wrong');
  const opened = { list, issuerId };
  kept.set(answer, opened);
  return opened;
}

/** A list that is a VC-JWT (VC-JOSE-COSE): its credential, once its signature was found right. */
async function openTokenList(jwt: string, environment: VerifyEnvironment): Promise<OpenedList> {
  const opened = openJwt(jwt);
  const { document: list } = opened;
  const issuerId = issuerIdOf(list);
  if (issuerId === null) throw new Error('not signed');
  const { proof, identity } = await verifyJwt(jwt, opened, issuerId, environment);
  if (identity.outcome === 'fail' || proof.outcome !== 'pass') throw new Error('signature wrong');
  return { list, issuerId };
}

/** Bitstring Status List 1.0, 2.2, and the draft before it. */
const LIST_TYPES = ['BitstringStatusListCredential', 'StatusList2021Credential'];
const SUBJECT_TYPES = ['BitstringStatusList', 'StatusList2021'];

const isOneOf = (types: unknown, known: readonly string[]): boolean =>
  [types].flat().some((type) => known.includes(String(type)));

export interface LoadedList {
  readonly subject: Json;
  readonly issuerId: string;
}

/**
 * The list's subject, once the list is known to be signed by whom it names and in force; the badge, which is signed, says
 * where it is. Throws with the reason.
 */
export async function loadList(url: string, environment: VerifyEnvironment): Promise<LoadedList> {
  const answer = await environment.fetchJson(url, { mayMove: true });
  if (typeof answer !== 'string' && !isObject(answer)) throw new Error('no list');
  const { list, issuerId } =
    typeof answer === 'string'
      ? await openTokenList(answer, environment)
      : await openSignedList(answer, environment);
  const { id, credentialSubject: subject } = list;
  if (!isObject(subject)) throw new Error('no list');
  // It may say its address (Bitstring Status List 1.0, 2.2), and then that has to be it.
  if (id !== undefined && id !== url) throw new Error('another list');
  if (!isOneOf(list['type'], LIST_TYPES) || !isOneOf(subject['type'], SUBJECT_TYPES))
    throw new Error('not a status list');
  if (checkValidity(list, environment.now()).outcome === 'fail') throw new Error('out of date');
  return { subject, issuerId };
}
