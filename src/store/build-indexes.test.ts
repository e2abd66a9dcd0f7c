import { Schema, type Connection } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Unavailable } from '../base/index.js';
import { buildIndexes } from './build-indexes.js';
import { connect } from './open-store.js';
import { startTestStore, type TestStore } from './testing.js';

let store: TestStore;
let second: Connection;
beforeEach(async () => {
  store = await startTestStore();
  second = await connect(store.url, store.connection.name);
});
afterEach(async () => {
  await second.close();
  await store.close();
});

const keySchema = () => {
  const schema = new Schema(
    { controller: String, algorithm: String, issuerId: String, state: String },
    { collection: 'keys', versionKey: false },
  );
  schema.index(
    { controller: 1, algorithm: 1 },
    { unique: true, partialFilterExpression: { state: 'active' } },
  );
  schema.index({ controller: 1 });
  return schema;
};

const keys = () => store.connection.collection('keys');
const namesOf = async () =>
  (await keys().listIndexes().toArray()).map(({ name }) => String(name)).sort();
const NAMED = ['_id_', 'controller_1', 'controller_1_algorithm_1'];

describe('indexes at start', () => {
  it('that an earlier version built and this one does not name are dropped: a unique one would block', async () => {
    await keys().createIndex({ issuerId: 1, algorithm: 1 }, { unique: true });
    await keys().insertOne({ issuerId: 'default', algorithm: 'RS256', controller: 'did:web:a' });
    const another = { issuerId: 'default', algorithm: 'RS256', controller: 'https://b.test' };
    await expect(keys().insertOne({ ...another })).rejects.toMatchObject({ code: 11000 });
    store.connection.model('Key', keySchema());
    const dropped: string[] = [];
    await buildIndexes(store.connection, (collection, name) =>
      dropped.push(`${collection} ${name}`),
    );
    expect(dropped).toEqual(['keys issuerId_1_algorithm_1']);
    expect(await namesOf()).toEqual(NAMED);
    await keys().insertOne({ ...another });
    expect(await keys().countDocuments()).toBe(2);
    await buildIndexes(store.connection, (_, name) => expect.fail(name));
  });

  it('are brought to what the schema names where keys are the same and options are not', async () => {
    await keys().createIndex({ controller: 1, algorithm: 1 }, { unique: true });
    store.connection.model('Key', keySchema());
    await buildIndexes(store.connection);
    expect(await namesOf()).toEqual(NAMED);
    const retired = { controller: 'did:web:a', algorithm: 'RS256', state: 'retired' };
    await keys().insertMany([{ ...retired }, { ...retired }]);
    await keys().insertOne({ ...retired, state: 'active' });
    await expect(keys().insertOne({ ...retired, state: 'active' })).rejects.toMatchObject({
      code: 11000,
    });
  });

  it('stay where an operator made them and their name says so', async () => {
    await keys().createIndex({ state: 1 }, { name: 'own_state' });
    await keys().createIndex({ issuerId: 1 });
    store.connection.model('Key', keySchema());
    await buildIndexes(store.connection);
    expect(await namesOf()).toEqual([...NAMED, 'own_state']);
  });

  it('of an operator’s own that have the keys of ours stop the start, with their name and how to drop them', async () => {
    await keys().createIndex({ state: 1 }, { name: 'own_state' });
    await keys().createIndex({ controller: 1 }, { name: 'own_controller' });
    store.connection.model('Key', keySchema());
    const error: unknown = await buildIndexes(store.connection).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Unavailable);
    expect(error).toMatchObject({
      code: 'index_in_the_way',
      message:
        'The index own_controller of the collection keys has the keys of an index that Laurel needs.',
      action: 'Drop it: db.keys.dropIndex("own_controller")',
    });
    await keys().dropIndex('own_controller');
    await buildIndexes(store.connection);
    expect(await namesOf()).toEqual([...NAMED, 'own_state']);
  });

  it('are brought in order once when two workers start at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      await keys().createIndex({ issuerId: 1, algorithm: 1 }, { unique: true });
      await keys().createIndex({ state: 1, issuerId: 1 });
      const dropped: string[] = [];
      const start = (connection: Connection) => {
        if (!connection.models['Key']) connection.model('Key', keySchema());
        return buildIndexes(connection, (_, name) => dropped.push(name));
      };
      await Promise.all([start(store.connection), start(second)]);
      expect(dropped.sort()).toEqual(['issuerId_1_algorithm_1', 'state_1_issuerId_1']);
      expect(await namesOf()).toEqual(NAMED);
    }
  });

  it('of two models on one collection are those of either', async () => {
    store.connection.model('Key', keySchema());
    const other = new Schema({ issuerId: String }, { collection: 'keys', versionKey: false });
    other.index({ issuerId: 1 });
    store.connection.model('KeyByIssuer', other);
    await buildIndexes(store.connection);
    expect(await namesOf()).toEqual([...NAMED, 'issuerId_1']);
  });
});
