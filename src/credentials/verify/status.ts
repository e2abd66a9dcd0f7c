import { bitsOf, isLongEnough, readPlace } from './bitstring.js';
import { loadList, type LoadedList } from './load-status-list.js';
import { isObject } from './schema-check.js';
import {
  mayHaveRefreshList,
  messageOf,
  readStatusEntry,
  refreshListOf,
  suspensionListOf,
  type StatusEntry,
} from './status-entry.js';
import { fail, pass, unknown, warn, type Finding, type VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;

/** One status finding, with the state that it means. */
export interface StatusFinding {
  readonly finding: Finding;
  readonly state?: 'valid' | 'revoked' | 'suspended';
}

const MOST_ENTRIES = 4;

const outOfReach = (detail: string, wording?: string): StatusFinding => ({
  finding: unknown('status_unreachable', detail, wording === undefined ? {} : { wording }),
});

/** Whether a badge's place is set in a second list of this purpose; a list that is not available sets none. */
async function isSetBeside(
  url: string,
  purpose: string,
  { index }: StatusEntry,
  environment: VerifyEnvironment,
): Promise<boolean> {
  try {
    const { subject } = await loadList(url, environment);
    return subject['statusPurpose'] === purpose && readPlace(await bitsOf(subject), index, 1) === 1;
  } catch {
    return false;
  }
}

function isSuspended(
  reference: unknown,
  entry: StatusEntry,
  environment: VerifyEnvironment,
): Promise<boolean> {
  const { list } = entry;
  // Earlier badges named the second list. Only one at the same place is used, since a reference may be any page.
  const isNamed = typeof reference === 'string' && reference.startsWith(`${list}/`);
  const url = isNamed ? reference : suspensionListOf(list);
  return isSetBeside(url, 'suspension', entry, environment);
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

const refreshed: StatusFinding = {
  finding: warn('refresh', 'The issuer has a newer version of this badge.'),
  state: 'valid',
};

/** Finds out whether a badge that was not revoked has a newer version. */
async function judgeStanding(
  entry: StatusEntry,
  environment: VerifyEnvironment,
): Promise<StatusFinding> {
  if (entry.purpose !== 'revocation' || !mayHaveRefreshList(entry.list)) return notRevoked;
  const hasNewer = await isSetBeside(refreshListOf(entry.list), 'refresh', entry, environment);
  return hasNewer ? refreshed : notRevoked;
}

/** @returns what a value other than zero means, except for revocation and suspension */
function judgeOther(entry: StatusEntry, value: number): StatusFinding {
  if (entry.purpose === 'refresh') return refreshed;
  const message = messageOf(entry, value);
  if (message === undefined)
    return { finding: warn('status_message', 'The issuer has attached a message to this badge.') };
  return {
    finding: warn('status_message', `The issuer says of this badge: ${message}`, {
      wording: 'status_said',
      values: { message },
    }),
  };
}

async function judgeValue(
  value: number,
  entry: StatusEntry,
  environment: VerifyEnvironment,
  isSuspendedOnly: () => Promise<boolean>,
): Promise<StatusFinding> {
  if (value === 0) return judgeStanding(entry, environment);
  if (entry.purpose === 'suspension') return suspended;
  if (entry.purpose !== 'revocation') return judgeOther(entry, value);
  return (await isSuspendedOnly()) ? suspended : revoked;
}

/** Adds that somebody else than the badge's issuer keeps the list. */
function byAnother(found: StatusFinding, keeper: string): StatusFinding {
  if (found.finding.outcome !== 'pass') return found;
  const name = keeper.slice(0, 200);
  const finding = warn(
    'status_by_another',
    `It is not revoked. The list of revoked badges is kept by ${name}, not by the issuer itself.`,
    { values: { keeper: name } },
  );
  return { finding, state: 'valid' };
}

/** Checks a bitstring status (Bitstring Status List 1.0, 3.2). An invalid list counts as none. */
async function checkBitstring(
  raw: Json,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<StatusFinding> {
  const entry = readStatusEntry(raw);
  if (entry === null) return entryBroken;
  let loaded: LoadedList;
  let bits: Uint8Array;
  try {
    loaded = await loadList(entry.list, environment);
    bits = await bitsOf(loaded.subject);
  } catch {
    return outOfReach(
      'The issuer’s list of revoked badges could not be loaded or could not be trusted.',
    );
  }
  if (![loaded.subject['statusPurpose']].flat().includes(entry.purpose)) return otherPurpose;
  if (!isLongEnough(bits, entry.size)) return tooShort;
  const value = readPlace(bits, entry.index, entry.size);
  if (value === null) return noPlace;
  const { statusReference } = raw;
  const judged = await judgeValue(value, entry, environment, () =>
    isSuspended(statusReference, entry, environment),
  );
  return loaded.issuerId === issuerId ? judged : byAnother(judged, loaded.issuerId);
}

/** Checks a 1EdTechRevocationList: an unsigned list of revoked ids, from the issuer's own site. */
async function checkRevocationList(
  entry: Json,
  document: Json,
  environment: VerifyEnvironment,
): Promise<StatusFinding> {
  try {
    const list = await environment.fetchJson(String(entry['id']), { mayMove: true });
    const revokedOnes: unknown = isObject(list) ? list['revokedCredential'] : undefined;
    if (!Array.isArray(revokedOnes)) throw new Error('no list');
    const isRevoked = revokedOnes.some((one) => isObject(one) && one['id'] === document['id']);
    return isRevoked ? revoked : notRevoked;
  } catch {
    return outOfReach('The issuer’s list of revoked badges could not be loaded.');
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

/** Finds out whether the issuer revoked the badge: every entry, the gravest finding first. */
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
  return findings[0] ?? outOfReach('The issuer’s list of revoked badges could not be loaded.');
}
