import { bitsOf, isLongEnough, readPlace } from './bitstring.js';
import { verifyDataIntegrity } from './data-integrity.js';
import { findKey } from './issuer-identity.js';
import { proofsOf, suiteOf } from './proof-suites.js';
import { jwkOf } from './public-key.js';
import { isObject } from './schema-check.js';
import { checkValidity } from './simple-checks.js';
import { messageOf, readStatusEntry, suspensionListOf, type StatusEntry } from './status-entry.js';
import { openJwt, verifyJwt } from './vc-jwt.js';
import { fail, pass, unknown, warn, type Finding, type VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;

/** One status finding, and the state it means. */
export interface StatusFinding {
  readonly finding: Finding;
  readonly state?: 'valid' | 'revoked' | 'suspended';
}

const MOST_ENTRIES = 4;

const outOfReach = (detail: string, wording?: string): StatusFinding => ({
  finding: unknown('status_unreachable', detail, wording === undefined ? {} : { wording }),
});

/**
 * Lists whose signature was found right, with the issuer they are signed by: as long as the very same object
 * is served from a cache, that is not done again.
 */
const signedBy = new WeakMap<Json, string>();

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

/** Bitstring Status List 1.0, 2.2, and the draft before it. */
const LIST_TYPES = ['BitstringStatusListCredential', 'StatusList2021Credential'];
const SUBJECT_TYPES = ['BitstringStatusList', 'StatusList2021'];

const isOneOf = (types: unknown, known: readonly string[]): boolean =>
  [types].flat().some((type) => known.includes(String(type)));

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
  if ((isObject(issuer) ? issuer['id'] : issuer) !== issuerId) throw new Error('another issuer');
  if (list['id'] !== url) throw new Error('another list');
  if (!isOneOf(list['type'], LIST_TYPES) || !isOneOf(credentialSubject['type'], SUBJECT_TYPES))
    throw new Error('not a status list');
  if (checkValidity(list, environment.now()).outcome === 'fail') throw new Error('out of date');
  if (typeof answer !== 'string') await checkListSignature(list, issuerId, environment);
  return credentialSubject;
}

async function isSuspended(
  reference: unknown,
  { list, index }: StatusEntry,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<boolean> {
  // Badges used to name it. Only a list of the same place: a reference may be any page at all.
  const isNamed = typeof reference === 'string' && reference.startsWith(`${list}/`);
  try {
    const url = isNamed ? reference : suspensionListOf(list);
    const subject = await loadList(url, issuerId, environment);
    const isOfPurpose = subject['statusPurpose'] === 'suspension';
    return isOfPurpose && readPlace(await bitsOf(subject), index, 1) === 1;
  } catch {
    return false;
  }
}

const suspended: StatusFinding = {
  finding: fail('suspended', 'The issuer has suspended this badge for now.'),
  state: 'suspended',
};
const revoked: StatusFinding = {
  finding: fail('revoked', 'The issuer has revoked this badge, or replaced it by a newer one.'),
  state: 'revoked',
};
const notRevoked: StatusFinding = {
  finding: pass('not_revoked', 'The issuer has not taken it back.'),
  state: 'valid',
};
const entryBroken: StatusFinding = {
  finding: fail('status_malformed', 'The badge’s status entry is broken.', {
    wording: 'status_entry',
  }),
};
const otherPurpose: StatusFinding = {
  finding: fail('status_malformed', 'The issuer’s list has another purpose.', {
    wording: 'status_purpose',
  }),
};
const noPlace: StatusFinding = {
  finding: fail('status_malformed', 'The issuer’s list has no place for this badge.', {
    wording: 'status_place',
  }),
};
const tooShort: StatusFinding = {
  finding: unknown(
    'status_unreachable',
    'The issuer’s list is shorter than a status list may be.',
    { wording: 'status_short' },
  ),
};

/** What a value that is not zero means, but for revocation and suspension. */
function judgeOther(entry: StatusEntry, value: number): StatusFinding {
  if (entry.purpose === 'refresh')
    return { finding: warn('refresh', 'The issuer has a newer version of this badge.') };
  const message = messageOf(entry, value);
  if (message === undefined)
    return { finding: warn('status_message', 'The issuer has attached a message to this badge.') };
  return {
    finding: warn('status_message', `The issuer says of this badge: ${message}`, {
      ...{ wording: 'status_said', values: { message } },
    }),
  };
}

async function judgeValue(
  value: number,
  entry: StatusEntry,
  isSuspendedOnly: () => Promise<boolean>,
): Promise<StatusFinding> {
  if (value === 0) return notRevoked;
  if (entry.purpose === 'suspension') return suspended;
  if (entry.purpose !== 'revocation') return judgeOther(entry, value);
  return (await isSuspendedOnly()) ? suspended : revoked;
}

/** Bitstring Status List 1.0, 3.2. A list that is not as it has to be is as good as none. */
async function checkBitstring(
  raw: Json,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<StatusFinding> {
  const entry = readStatusEntry(raw);
  if (entry === null) return entryBroken;
  let subject: Json;
  let bits: Uint8Array;
  try {
    subject = await loadList(entry.list, issuerId, environment);
    bits = await bitsOf(subject);
  } catch {
    return outOfReach('The issuer’s list of revoked badges could not be had, or not be trusted.');
  }
  if (![subject['statusPurpose']].flat().includes(entry.purpose)) return otherPurpose;
  if (!isLongEnough(bits, entry.size)) return tooShort;
  const value = readPlace(bits, entry.index, entry.size);
  if (value === null) return noPlace;
  const { statusReference } = raw;
  return judgeValue(value, entry, () => isSuspended(statusReference, entry, issuerId, environment));
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
    return isRevoked ? revoked : notRevoked;
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
