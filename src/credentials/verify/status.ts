import { verifyDataIntegrity } from './data-integrity.js';
import { findKey } from './issuer-identity.js';
import { decodeMultibase } from './multibase.js';
import { proofsOf, suiteOf } from './proof-suites.js';
import { jwkOf } from './public-key.js';
import { isObject } from './schema-check.js';
import { validityOf } from './simple-checks.js';
import { openJwt, verifyJwt } from './vc-jwt.js';
import { fail, pass, unknown, warn, type Finding, type VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;

/** One status finding, and the state it means. */
export interface StatusFinding {
  readonly finding: Finding;
  readonly state?: 'valid' | 'revoked' | 'suspended';
}

/** 2^27 bits are 134 million badges; a list that unpacks to more is not unpacked. */
const MOST_LIST_BYTES = 16_777_216;
const MOST_ENTRIES = 4;

const outOfReach = (detail: string, wording?: string): StatusFinding => ({
  finding: unknown('status_unreachable', detail, wording === undefined ? {} : { wording }),
});

/** Unpacks GZIP up to a bound; a bomb is cut off. Throws a RangeError. */
async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
    if (done || value === undefined) break;
    size += value.byteLength;
    if (size > MOST_LIST_BYTES) {
      await reader.cancel();
      throw new RangeError('the list is too large');
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/**
 * Lists whose signature was found right, with the issuer they are signed by, and their bits unpacked: as long
 * as the very same object is served from a cache, neither is done again.
 */
const signedBy = new WeakMap<Json, string>();
const unpacked = new WeakMap<Json, Promise<Uint8Array>>();

async function checkListSignature(
  list: Json,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<void> {
  if (signedBy.get(list) === issuerId) return;
  const proof = proofsOf(list).find((one) => suiteOf(one) && one['previousProof'] === undefined);
  const methodId = proof?.['verificationMethod'];
  if (proof === undefined || typeof methodId !== 'string') throw new Error('not signed');
  const created = typeof proof['created'] === 'string' ? proof['created'] : undefined;
  const { method, identity } = await findKey(methodId, issuerId, created, environment.fetchJson);
  if (identity.outcome === 'fail') throw new Error('signed by another key');
  const key = method && jwkOf(method);
  const { now } = environment;
  if ((await verifyDataIntegrity(list, proof, key, { now })).outcome !== 'pass')
    throw new Error('signature wrong');
  signedBy.set(list, issuerId);
}

/** A list that is a VC-JWT (VC-JOSE-COSE): its credential, once its signature was found right. */
async function openList(
  jwt: string,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<Json> {
  const opened = openJwt(jwt);
  const { proof, identity } = await verifyJwt(jwt, opened, issuerId, environment);
  if (identity.outcome === 'fail' || proof.outcome !== 'pass') throw new Error('signature wrong');
  return opened.document;
}

/** The list's subject, once the list is known to be its issuer's and in force. Throws with the reason. */
async function loadList(
  url: string,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<Json> {
  const answer = await environment.fetchJson(url);
  const list = typeof answer === 'string' ? await openList(answer, issuerId, environment) : answer;
  if (!isObject(list) || !isObject(list['credentialSubject'])) throw new Error('no list');
  const { issuer, credentialSubject } = list;
  const { validUntil } = validityOf(list);
  if ((isObject(issuer) ? issuer['id'] : issuer) !== issuerId) throw new Error('another issuer');
  if (list['id'] !== url) throw new Error('another list');
  if (Date.parse(String(validUntil)) <= environment.now().getTime()) throw new Error('out of date');
  if (typeof answer !== 'string') await checkListSignature(list, issuerId, environment);
  return credentialSubject;
}

function unpack(subject: Json): Promise<Uint8Array> {
  const encoded = subject['encodedList'];
  if (typeof encoded !== 'string' || encoded.length > 8_000_000) throw new RangeError('no list');
  const bits = gunzip(decodeLongMultibase(encoded));
  unpacked.set(subject, bits);
  return bits;
}

/** The value at a place (Bitstring Status List 1.0, 3.2). Throws a RangeError beyond the end. */
async function readPlace(subject: Json, index: number, size: number): Promise<number> {
  const bits = await (unpacked.get(subject) ?? unpack(subject));
  let value = 0;
  for (let bit = index * size; bit < (index + 1) * size; bit++) {
    const byte = bits[bit >> 3];
    if (byte === undefined) throw new RangeError('beyond the end of the list');
    value = value * 2 + ((byte >> (7 - (bit & 7))) & 1);
  }
  return value;
}

/** Lists of before the Recommendation leave the multibase prefix out. */
const decodeLongMultibase = (text: string): Uint8Array =>
  decodeMultibase(text.startsWith('u') ? text : `u${text}`);

async function isSuspended(
  entry: Json,
  issuerId: string,
  index: number,
  environment: VerifyEnvironment,
): Promise<boolean> {
  const url = entry['statusReference'];
  const list = entry['statusListCredential'];
  // Only a list of the same place: a reference may be any page at all.
  if (typeof url !== 'string' || typeof list !== 'string' || !url.startsWith(`${list}/`))
    return false;
  try {
    const subject = await loadList(url, issuerId, environment);
    return subject['statusPurpose'] === 'suspension' && (await readPlace(subject, index, 1)) === 1;
  } catch {
    return false;
  }
}

const suspended: StatusFinding = {
  finding: fail('suspended', 'The issuer has suspended this badge for now.'),
  state: 'suspended',
};
const revoked: StatusFinding = {
  finding: fail('revoked', 'The issuer has revoked this badge.'),
  state: 'revoked',
};

async function judgeValue(
  value: number,
  entry: Json,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<StatusFinding> {
  const purpose = entry['statusPurpose'];
  if (value === 0)
    return { finding: pass('not_revoked', 'The issuer has not taken it back.'), state: 'valid' };
  if (purpose === 'suspension') return suspended;
  if (purpose === 'revocation') {
    const index = Number(entry['statusListIndex']);
    return (await isSuspended(entry, issuerId, index, environment)) ? suspended : revoked;
  }
  if (purpose === 'refresh')
    return { finding: warn('refresh', 'The issuer has a newer version of this badge.') };
  return { finding: warn('status_message', 'The issuer has attached a message to this badge.') };
}

async function checkBitstring(
  entry: Json,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<StatusFinding> {
  const { statusListCredential: url, statusListIndex, statusSize, statusPurpose } = entry;
  const index = Number(statusListIndex);
  const size = statusSize === undefined ? 1 : Number(statusSize);
  const isRight = Number.isSafeInteger(index) && index >= 0 && size >= 1 && size <= 16;
  if (typeof url !== 'string' || !isRight || !Number.isInteger(size))
    return {
      finding: fail('status_malformed', 'The badge’s status entry is broken.', {
        wording: 'status_entry',
      }),
    };
  let subject: Json;
  try {
    subject = await loadList(url, issuerId, environment);
  } catch {
    return outOfReach('The issuer’s list of revoked badges could not be had, or not be trusted.');
  }
  const purposes = [subject['statusPurpose']].flat();
  if (!purposes.includes(statusPurpose))
    return {
      finding: fail('status_malformed', 'The issuer’s list has another purpose.', {
        wording: 'status_purpose',
      }),
    };
  try {
    return await judgeValue(await readPlace(subject, index, size), entry, issuerId, environment);
  } catch {
    return {
      finding: fail('status_malformed', 'The issuer’s list has no place for this badge.', {
        wording: 'status_place',
      }),
    };
  }
}

/** 1EdTechRevocationList: a plain list of revoked ids, unsigned, from the issuer's own site. */
async function checkRevocationList(
  entry: Json,
  document: Json,
  environment: VerifyEnvironment,
): Promise<StatusFinding> {
  try {
    const list = await environment.fetchJson(String(entry['id']));
    const revokedOnes: unknown = isObject(list) ? list['revokedCredential'] : undefined;
    if (!Array.isArray(revokedOnes)) throw new Error('no list');
    const isRevoked = revokedOnes.some((one) => isObject(one) && one['id'] === document['id']);
    return isRevoked
      ? revoked
      : { finding: pass('not_revoked', 'The issuer has not taken it back.'), state: 'valid' };
  } catch {
    return outOfReach('The issuer’s list of revoked badges could not be had.');
  }
}

function checkEntry(
  entry: unknown,
  document: Json,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<StatusFinding> {
  const type = isObject(entry) ? entry['type'] : undefined;
  if (isObject(entry) && (type === 'BitstringStatusListEntry' || type === 'StatusList2021Entry'))
    return checkBitstring(entry, issuerId, environment);
  if (isObject(entry) && type === '1EdTechRevocationList')
    return checkRevocationList(entry, document, environment);
  return Promise.resolve(
    outOfReach('The badge keeps its status in a way not known here.', 'status_kind'),
  );
}

const RANK = { fail: 0, unknown: 1, warning: 2, pass: 3 } as const;

/** Asks whether the issuer has taken the badge back: every entry, the gravest finding first. */
export async function checkStatus(
  document: Json,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<StatusFinding> {
  const entries = [document['credentialStatus'] ?? []].flat();
  if (entries.length === 0)
    return {
      finding: pass('no_status', 'The issuer keeps no list by which it could take it back.'),
    };
  if (entries.length > MOST_ENTRIES)
    return {
      finding: fail('status_malformed', 'The badge has too many status entries.', {
        wording: 'status_many',
      }),
    };
  const findings: StatusFinding[] = [];
  for (const entry of entries)
    findings.push(await checkEntry(entry, document, issuerId, environment));
  findings.sort((a, b) => RANK[a.finding.outcome] - RANK[b.finding.outcome]);
  return findings[0] ?? outOfReach('The issuer’s list of revoked badges could not be had.');
}
