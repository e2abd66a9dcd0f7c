import type { Connection } from 'mongoose';
import { duplicatesOf, repeatUpsert } from '../store/index.js';
import { schema, type PendingEmail, type PersonDocument } from './person-schema.js';
import type { MailKind, Person } from './person.js';

/** What a platform says of a person. Fields that it leaves out stay as they were. */
export interface SeenPerson {
  readonly platformId: string;
  readonly userId: string;
  readonly name?: string | undefined;
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
  readonly email?: string | undefined;
  readonly locale?: string | undefined;
}

const PERSONAL = {
  name: 1,
  givenName: 1,
  familyName: 1,
  email: 1,
  emailKey: 1,
  locale: 1,
  typedName: 1,
  personalEmail: 1,
  consent: 1,
  pendingEmail: 1,
  mailOff: 1,
  mailToken: 1,
} as const;

/** The size of one batch, in place of MongoDB's first batch of 101 with a second request for the rest. */
const ONE_BATCH = 1_000;

function toPerson({ _id, ...document }: PersonDocument): Person {
  const rest: Partial<PersonDocument> = { ...document };
  delete rest.pendingEmail;
  delete rest.mailToken;
  delete rest.emailKey;
  return { id: _id, ...rest } as Person;
}

/** Only ASCII letters are folded: letters of other alphabets that fold into these are another address. */
const keyOfEmail = (email: string): string =>
  email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Leaves out members that are absent or empty text, so that they do not replace what is known. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  ) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/**
 * Makes the update that records a person as seen. An erased person stays nameless until they launch again themselves.
 */
function seenUpdate(seen: SeenPerson, now: Date) {
  const { platformId, userId, ...told } = seen;
  const emailKey = told.email === undefined ? undefined : keyOfEmail(told.email);
  return {
    $set: { ...defined({ ...told, emailKey }), lastSeenAt: now },
    $setOnInsert: { platformId, userId, nameChoice: 'platform' as const, firstSeenAt: now },
  };
}

/** @returns the store of persons */
export function createPersonStore(connection: Connection) {
  const model = connection.model('Person', schema);
  // The driver is used directly for what comes by the thousand: mongoose would cast each row once more.
  const collection = connection.collection<PersonDocument>('people');
  const findOne = async (filter: object): Promise<Person | null> => {
    const found = await model.findOne(filter).lean<PersonDocument>();
    return found ? toPerson(found) : null;
  };
  const change = async (filter: object, update: object): Promise<Person | null> => {
    const found = await model
      .findOneAndUpdate(filter, update, { returnDocument: 'after' })
      .lean<PersonDocument>();
    return found ? toPerson(found) : null;
  };
  return {
    /** Records a person who launched the tool. */
    async seen(id: string, seen: SeenPerson, now: Date): Promise<Person> {
      const update = { ...seenUpdate(seen, now), $unset: { erasedAt: true as const } };
      const found = await repeatUpsert(() =>
        collection.findOneAndUpdate({ _id: id }, update, { upsert: true, returnDocument: 'after' }),
      );
      return toPerson(found!);
    },
    /**
     * Records persons of a roster. Erased persons are left unchanged.
     * @param known who is there already: everybody else is inserted, which costs a fraction of an upsert
     * @param makeToken makes the secret for the links in a person's mail, which comes as soon as they earn a badge
     */
    async told(
      people: readonly (SeenPerson & { id: string })[],
      now: Date,
      known: ReadonlySet<string>,
      makeToken: () => string,
    ): Promise<void> {
      const fresh = people.filter(({ id }) => !known.has(id));
      const rows = fresh.map(({ id, ...seen }): PersonDocument => {
        const { $set, $setOnInsert } = seenUpdate(seen, now);
        const token = seen.email ? { mailToken: makeToken() } : {};
        return { _id: id, ...$setOnInsert, ...$set, ...token };
      });
      const refused =
        rows.length > 0
          ? await duplicatesOf(collection.insertMany(rows, { ordered: false }))
          : new Set<number>();
      // Whoever came in meanwhile is changed as those who were there before.
      const there = people.filter(({ id }) => known.has(id));
      const rest = [...there, ...fresh.filter((_, at) => refused.has(at))];
      if (rest.length === 0) return;
      const changes = rest.map(({ id, ...seen }) => ({
        updateOne: { filter: { _id: id }, update: seenUpdate(seen, now), upsert: true },
      }));
      await repeatUpsert(() => collection.bulkWrite(changes, { ordered: false }));
    },
    find: (id: string) => findOne({ _id: id }),
    findByToken: (tokenHash: string, now: Date) =>
      findOne({ 'pendingEmail.tokenHash': tokenHash, 'pendingEmail.expiresAt': { $gt: now } }),
    async findMany(ids: readonly string[]): Promise<Person[]> {
      const found = await model
        .find({ _id: { $in: [...ids] } })
        .batchSize(ONE_BATCH)
        .lean<PersonDocument[]>();
      return found.map(toPerson);
    },
    /** What platforms call these persons, by their ids; without those who have no name. */
    async names(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const found = await model
        .find({ _id: { $in: [...ids] } })
        .select({ name: 1 })
        .batchSize(ONE_BATCH)
        .lean<Pick<PersonDocument, '_id' | 'name'>[]>();
      return new Map(found.flatMap(({ _id, name }) => (name === undefined ? [] : [[_id, name]])));
    },
    async findByEmails(platformId: string, emails: readonly string[]): Promise<Person[]> {
      const keys = emails.map(keyOfEmail);
      const find = (filter: object) =>
        model
          .find({ platformId, ...filter })
          .batchSize(ONE_BATCH)
          .lean<PersonDocument[]>()
          .exec();
      const found = await Promise.all([
        find({ emailKey: { $in: keys } }),
        find({ email: { $in: [...new Set([...emails, ...keys])] } }),
      ]);
      return [...new Map(found.flat().map((row) => [row._id, toPerson(row)])).values()];
    },
    async listOfPlatform(platformId: string, after: string, limit: number): Promise<Person[]> {
      const found = await model
        .find({ platformId, userId: { $gt: after } })
        .sort({ userId: 1 })
        .limit(limit)
        .lean<PersonDocument[]>();
      return found.map(toPerson);
    },
    set: (id: string, values: Partial<Person>) => change({ _id: id }, { $set: values }),
    setPendingEmail: (id: string, pendingEmail: PendingEmail) =>
      change({ _id: id }, { $set: { pendingEmail } }),
    /** Takes over the address and uses up the token in one step. */
    async confirmEmail(tokenHash: string, now: Date): Promise<Person | null> {
      const filter = {
        'pendingEmail.tokenHash': tokenHash,
        'pendingEmail.expiresAt': { $gt: now },
      };
      const found = await model.findOne(filter).lean<PersonDocument>();
      if (found?.pendingEmail === undefined) return null;
      return change(
        { ...filter, _id: found._id },
        { $set: { personalEmail: found.pendingEmail.address }, $unset: { pendingEmail: 1 } },
      );
    },
    /** The address that waits for its confirmation; null where there is none. */
    async pendingEmail(id: string): Promise<Omit<PendingEmail, 'tokenHash'> | null> {
      const found = await model.findById(id).select({ pendingEmail: 1 }).lean<PersonDocument>();
      const { address, expiresAt } = found?.pendingEmail ?? {};
      return address === undefined || expiresAt === undefined ? null : { address, expiresAt };
    },
    cancelPendingEmail: (id: string) => change({ _id: id }, { $unset: { pendingEmail: 1 } }),
    /** Gives each of these persons a secret for the links in their mail, where they have none. @returns them, by id */
    async mailTokens(
      ids: readonly string[],
      make: () => string,
    ): Promise<ReadonlyMap<string, string>> {
      if (ids.length === 0) return new Map();
      const read = async () => {
        const rows = await model
          .find({ _id: { $in: [...ids] } })
          .select({ mailToken: 1 })
          .batchSize(ONE_BATCH)
          .lean<PersonDocument[]>();
        return new Map(rows.map(({ _id, mailToken }) => [_id, mailToken]));
      };
      const known = await read();
      const made = [...known].flatMap(([id, token]) =>
        token === undefined ? [[id, make()] as const] : [],
      );
      let now: ReadonlyMap<string, string | undefined> = known;
      if (made.length > 0) {
        const changes = made.map(([_id, mailToken]) => ({
          updateOne: {
            filter: { _id, mailToken: { $exists: false } },
            update: { $set: { mailToken } },
          },
        }));
        const { modifiedCount } = await collection.bulkWrite(changes, { ordered: false });
        // Where another worker made one at the same moment, theirs counts.
        now = modifiedCount === made.length ? new Map([...known, ...made]) : await read();
      }
      return new Map([...now].flatMap(([id, token]) => (token ? [[id, token] as const] : [])));
    },
    findByMailToken: (mailToken: string) => findOne({ mailToken }),
    /** Stops mail of a kind to a person, or lets it come again. */
    setMail: (id: string, kind: MailKind, isOn: boolean) =>
      change({ _id: id }, isOn ? { $pull: { mailOff: kind } } : { $addToSet: { mailOff: kind } }),
    removeEmail: (id: string) =>
      change({ _id: id }, { $unset: { personalEmail: 1, pendingEmail: 1 } }),
    erase: (id: string, erasedAt: Date) =>
      change({ _id: id }, { $set: { erasedAt, nameChoice: 'none' }, $unset: PERSONAL }),
  };
}
