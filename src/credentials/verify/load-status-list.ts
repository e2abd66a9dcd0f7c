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

/** Lists whose signature is valid, by the served object: the same object is verified once. */
const kept = createObjectMemo<Json, OpenedList>();

/** Opens a list with an embedded proof, as far as the proof covers it. */
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

/** Opens a list that is a VC-JWT (VC-JOSE-COSE), once its signature is valid. */
async function openTokenList(jwt: string, environment: VerifyEnvironment): Promise<OpenedList> {
  const opened = openJwt(jwt);
  const { document: list } = opened;
  const issuerId = issuerIdOf(list);
  if (issuerId === null) throw new Error('not signed');
  const { proof, identity } = await verifyJwt(jwt, opened, issuerId, environment);
  if (identity.outcome === 'fail' || proof.outcome !== 'pass') throw new Error('signature wrong');
  return { list, issuerId };
}

/** The types of lists: of Bitstring Status List 1.0, 2.2, and of the draft before it. */
const LIST_TYPES = ['BitstringStatusListCredential', 'StatusList2021Credential'];
const SUBJECT_TYPES = ['BitstringStatusList', 'StatusList2021'];

const isOneOf = (types: unknown, known: readonly string[]): boolean =>
  [types].flat().some((type) => known.includes(String(type)));

export interface LoadedList {
  readonly subject: Json;
  readonly issuerId: string;
}

/**
 * Loads a list, which has to be signed by the issuer that it names and be in force; the badge, which is signed, names
 * its address.
 * @returns the list's subject
 * @throws with the reason
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
  // A list may state its address (Bitstring Status List 1.0, 2.2), which then has to be the right one.
  if (id !== undefined && id !== url) throw new Error('another list');
  if (!isOneOf(list['type'], LIST_TYPES) || !isOneOf(subject['type'], SUBJECT_TYPES))
    throw new Error('not a status list');
  if (checkValidity(list, environment.now()).outcome === 'fail') throw new Error('out of date');
  return { subject, issuerId };
}
