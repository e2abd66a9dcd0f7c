import { Schema, type Connection } from 'mongoose';
import { expect, it } from 'vitest';
import { startBuiltStore, startTestStore, type TestStore } from './testing.js';

const addModels = (connection: Connection): void => {
  const schema = new Schema({ n: Number, at: Date }, { collection: 'rows', versionKey: false });
  schema.index({ n: 1 }, { unique: true, partialFilterExpression: { at: { $exists: true } } });
  connection.model('Row', schema);
};

const indexesOf = async ({ connection }: TestStore) =>
  (await connection.collection('rows').listIndexes().toArray()).map((index) =>
    JSON.stringify(index),
  );

async function open(start: () => Promise<TestStore>): Promise<string[]> {
  const store = await start();
  addModels(store.connection);
  await store.buildIndexes();
  expect(await store.connection.collection('rows').countDocuments()).toBe(0);
  await store.connection.collection('rows').insertOne({ n: 1 });
  const indexes = await indexesOf(store);
  await store.close();
  return indexes;
}

it('a store of a kind begins with the indexes of the one before, and with nothing of its rows', async () => {
  const plain = await open(() => startTestStore());
  expect(plain).toHaveLength(2);
  for (let nth = 0; nth < 3; nth += 1)
    expect(await open(() => startBuiltStore('rows'))).toEqual(plain);
});

it('a store of a kind whose models have changed has what they ask for', async () => {
  await open(() => startBuiltStore('rows'));
  const store = await startBuiltStore('rows');
  addModels(store.connection);
  const more = new Schema({ n: Number }, { collection: 'others', versionKey: false });
  more.index({ n: 1 }, { unique: true });
  store.connection.model('Other', more);
  await store.buildIndexes();
  const others = store.connection.collection('others');
  await others.insertOne({ n: 1 });
  await expect(others.insertOne({ n: 1 })).rejects.toMatchObject({ code: 11000 });
  await store.close();
});
