import { NotFound, type Clock } from '../../base/index.js';
import { jwkUrlOf } from '../issuer/did-document.js';
import type { JwtAlgorithm } from '../issuer/issuer-key.js';
import { signJwt } from '../signing/sign-jwt.js';
import type { UnsignedRecord } from './build-record.js';
import { createMakeRecord, type MakeRecordDeps, type RecordWish } from './make-record.js';
import { isOwnedBy, type LearnerRecord, type RecordOwner } from './record.js';
import type { RecordStore } from './record-store.js';

/** What {@link createRecords} works with. */
export interface RecordsDeps extends MakeRecordDeps {
  readonly clock: Clock;
  readonly jwtAlgorithm: JwtAlgorithm;
  readonly records: RecordStore;
  /** The state of a document in a list has changed. */
  readonly onChange: (statusListId: string) => void;
}

/** Learner records (CLR 2.0) of this installation. */
export interface Records {
  /**
   * Makes and signs a record of badges that their holder chose. @throws InvalidInput `record_without_badges`,
   * `record_too_large`, Conflict `issuer_incomplete`
   */
  make(wish: RecordWish): Promise<LearnerRecord>;
  find(id: string): Promise<LearnerRecord | null>;
  /** Lists an owner's records, the newest first; 100 at most. */
  list(owner: RecordOwner): Promise<LearnerRecord[]>;
  /** @returns an owner's record. @throws NotFound `record_not_found` for another's, and for none */
  get(id: string, owner: RecordOwner): Promise<LearnerRecord>;
  /** Sets whether whoever has the address may see a record. @throws NotFound `record_not_found` */
  share(
    id: string,
    owner: RecordOwner,
    visibility: LearnerRecord['visibility'],
  ): Promise<LearnerRecord>;
  /**
   * Withdraws a record for good: whoever checks it is told so. The badges in it stay. It can be repeated. @throws
   * NotFound `record_not_found`
   */
  withdraw(id: string, owner: RecordOwner): Promise<LearnerRecord>;
  /** @returns the record as VC-JWT, signed by the key of the identity that it names */
  jwtOf(record: LearnerRecord): Promise<string>;
  /** Removes what an owner made, as they wish to be forgotten. */
  removeAll(owner: RecordOwner): Promise<void>;
  /** Gives the records of a home to the home with which it becomes one. */
  pass(fromHomeId: string, toHomeId: string): Promise<void>;
}

const unknownRecord = (): NotFound =>
  new NotFound('record_not_found', 'There is no such record.', {
    action: 'If somebody gave you this address, ask them whether they have shared the record.',
  });

/** @returns the records; their files but the JWT are made elsewhere */
export function createRecords(deps: RecordsDeps): Records {
  const { records, clock, keys, publicUrl, jwtAlgorithm, onChange } = deps;
  const get = async (id: string, owner: RecordOwner): Promise<LearnerRecord> => {
    const found = await records.find(id);
    if (found === null || !isOwnedBy(found, owner)) throw unknownRecord();
    return found;
  };
  return {
    make: createMakeRecord(deps),
    find: (id) => records.find(id),
    list: (owner) => records.list(owner),
    get,
    async share(id, owner, visibility) {
      const shared = await records.share(id, owner, visibility);
      if (shared === null) throw unknownRecord();
      return shared;
    },
    async withdraw(id, owner) {
      const withdrawn = await records.withdraw(id, owner, clock.now());
      if (withdrawn === null) return get(id, owner);
      onChange(withdrawn.statusListId);
      return withdrawn;
    },
    async jwtOf({ json, issuerId }) {
      const record = JSON.parse(json) as UnsignedRecord & { proof?: unknown };
      // The token itself signs the record.
      delete record.proof;
      // The key belongs to the identity that the issuer had then, whichever it has now.
      const identity = { id: issuerId, profileId: record.issuer.id };
      const key = await keys.signingKey(identity, jwtAlgorithm);
      return signJwt(record, key, jwkUrlOf(publicUrl, { id: key.id, issuerId }));
    },
    removeAll: (owner) => records.removeAll(owner),
    pass: (from, to) => records.pass(from, to),
  };
}
