import { InvalidInput, omitUndefined, randomId, type Clock } from '../../base/index.js';
import { nextOf } from '../credential/address.js';
import type { Credential } from '../credential/credential.js';
import { originOfIdentity } from '../issuer/addresses.js';
import { DEFAULT_ISSUER, type Issuer } from '../issuer/issuer.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';
import type { Issuers } from '../issuer/issuers.js';
import { buildStatusEntry } from '../status/status-list.js';
import type { TakeStatusIndexes } from '../status/status-indexes.js';
import { isWithinValues, LIMITS } from '../verify/bounded-json.js';
import { checkSchema } from '../verify/schema-check.js';
import type { Workers } from '../../workers/index.js';
import { buildRecord, type UnsignedRecord } from './build-record.js';
import type { Association, LearnerRecord, RecordOwner } from './record.js';
import type { RecordStore } from './record-store.js';
import { signRecord } from './sign-record.js';

export interface MakeRecordDeps {
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly workers: Pick<Workers, 'run'>;
  readonly records: Pick<RecordStore, 'add'>;
  readonly issuers: Pick<Issuers, 'get' | 'draft'>;
  readonly keys: Pick<IssuerKeys, 'signingKey'>;
  readonly takePlaces: TakeStatusIndexes;
  /** @returns how the achievements of badges belong together, as the rules say that give them */
  readonly relate: (credentials: readonly Credential[]) => Promise<readonly Association[]>;
}

/** What a holder wants a record of. */
export interface RecordWish {
  readonly owner: RecordOwner;
  /** All badges of the holder. */
  readonly known: readonly Credential[];
  /** The ids of those that the record shall hold. */
  readonly chosen: readonly string[];
  /** What the record is called, in its reader's language. */
  readonly name: string;
}

/** Whether a badge can be put into a record: the newest of its award, and in force or expired. */
export const isChoosable = (credential: Credential): boolean =>
  credential.state === 'valid' && nextOf(credential) === undefined;

/** Whether a badge counts as one that the issuer knows of: a suspended one does, and cannot be chosen. */
const isKnown = (credential: Credential): boolean =>
  credential.state !== 'revoked' && nextOf(credential) === undefined;

const notChosen = (): InvalidInput =>
  new InvalidInput(
    'record_without_badges',
    'A record holds badges of its own holder that are valid.',
    {
      action: 'Choose one or more of your badges.',
    },
  );

const tooLarge = (): InvalidInput =>
  new InvalidInput(
    'record_too_large',
    `A record holds ${LIMITS.contained} badges at most, and 1 MB.`,
    {
      action: 'Choose fewer badges, and make two records.',
    },
  );

/** Says of each badge that was renewed by another one of the record that this one took its place. */
function renewalsIn(credentials: readonly Credential[]): Association[] {
  const byId = new Map(credentials.map((one) => [one.id, one]));
  return credentials.flatMap(({ renews, achievementId: targetId }) => {
    const sourceId = byId.get(renews ?? '')?.achievementId;
    return sourceId === undefined || sourceId === targetId
      ? []
      : [{ associationType: 'replacedBy' as const, sourceId, targetId }];
  });
}

/** What is too large to be verified here is not signed here. */
function checkSize(record: UnsignedRecord): void {
  const isSmall =
    record.credentialSubject.verifiableCredential.length <= LIMITS.contained &&
    JSON.stringify(record).length < LIMITS.bytes - 2_000 &&
    isWithinValues(record, LIMITS.values - 20);
  if (!isSmall) throw tooLarge();
  const [problem] = checkSchema(record);
  if (problem !== undefined) throw new Error(`a record lacks ${problem.at}: ${problem.expected}`);
}

/** Creates the making of learner records. */
export function createMakeRecord(deps: MakeRecordDeps) {
  const { publicUrl, clock, workers, records, issuers, keys, takePlaces, relate } = deps;

  /** Who issued all of the badges issues the record; of several issuers' badges, the installation that knows them all. */
  const issuerFor = async (chosen: readonly Credential[]): Promise<Issuer> => {
    const [issuerId = DEFAULT_ISSUER, ...others] = new Set(chosen.map((one) => one.issuerId));
    if (others.length > 0 || issuerId === DEFAULT_ISSUER) return issuers.get();
    const { platformId, deploymentId } = await issuers.draft(issuerId);
    if (platformId === undefined) return issuers.get();
    const issuer = await issuers.get({ platformId, deploymentId });
    // An issuer that was given up signs nothing new.
    return issuer.id === issuerId ? issuer : issuers.get();
  };

  /**
   * Makes and signs a record.
   * @throws InvalidInput `record_without_badges`, `record_too_large`, `too_costly`; Conflict `issuer_incomplete`;
   * Unavailable `too_busy`
   */
  return async ({ owner, known, chosen, name }: RecordWish): Promise<LearnerRecord> => {
    const wanted = new Set(chosen);
    const credentials = known.filter((one) => wanted.has(one.id) && isChoosable(one));
    if (credentials.length === 0 || credentials.length < wanted.size) throw notChosen();
    if (credentials.length > LIMITS.contained) throw tooLarge();
    const issuer = await issuerFor(credentials);
    const ofIssuer = (one: Credential) =>
      issuer.id === DEFAULT_ISSUER || one.issuerId === issuer.id;
    const isPartial = known.some((one) => !wanted.has(one.id) && isKnown(one) && ofIssuer(one));
    const associations = [...(await relate(credentials)), ...renewalsIn(credentials)];
    const [place] = await takePlaces(issuer, 1);
    if (place === undefined) throw new Error('no place in a status list');
    const id = randomId();
    const madeAt = clock.now();
    const origin = originOfIdentity(publicUrl, issuer.profileId);
    const url = `${origin}/records/${id}`;
    const status = buildStatusEntry(origin, place);
    const parts = { url, name, issuer, credentials, associations, isPartial, madeAt, status };
    const record = buildRecord(parts);
    checkSize(record);
    const key = await keys.signingKey(issuer);
    const turn = 'personId' in owner ? owner.personId : owner.homeId;
    const made: LearnerRecord = omitUndefined({
      ...owner,
      id,
      issuerId: issuer.id,
      origin: origin === publicUrl ? undefined : origin,
      credentialIds: credentials.map((one) => one.id),
      isPartial,
      madeAt,
      json: await signRecord(workers, record, key, madeAt, turn),
      visibility: 'private',
      state: 'valid',
      statusListId: place.listId,
      statusListIndex: place.index,
    });
    await records.add(made);
    return made;
  };
}
