/** What this server has not, and says so by name (code 238), rather than doing something else. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Collection, Document } from 'mongodb';
import { isEmbedded, serverUnderTest } from './testing/server-under-test.js';

describe.runIf(isEmbedded)('the embedded server', () => {
  const server = serverUnderTest();
  let collection: Collection<Document>;
  beforeAll(async () => {
    collection = server.db.collection('refusals');
    await collection.insertOne({ a: 1 });
  });

  it.each<[string, Document]>([
    ['$where', { find: 'refusals', filter: { $where: 'true' } }],
    ['$text', { find: 'refusals', filter: { $text: { $search: 'a' } } }],
    ['$near', { find: 'refusals', filter: { a: { $near: [0, 0] } } }],
    ['$jsonSchema', { find: 'refusals', filter: { $jsonSchema: {} } }],
    ['tailable', { find: 'refusals', tailable: true }],
    ['returnKey', { find: 'refusals', returnKey: true }],
    ['$out', { aggregate: 'refusals', pipeline: [{ $out: 'x' }], cursor: {} }],
    ['$merge', { aggregate: 'refusals', pipeline: [{ $merge: 'x' }], cursor: {} }],
    ['$graphLookup', { aggregate: 'refusals', pipeline: [{ $graphLookup: {} }], cursor: {} }],
    [
      '$function',
      { aggregate: 'refusals', pipeline: [{ $project: { b: { $function: {} } } }], cursor: {} },
    ],
    ['capped', { create: 'capped', capped: true, size: 1000 }],
    ['viewOn', { create: 'view', viewOn: 'refusals' }],
    ['timeseries', { create: 'times', timeseries: { timeField: 't' } }],
    ['text', { createIndexes: 'refusals', indexes: [{ key: { a: 'text' }, name: 'a_text' }] }],
    [
      '2dsphere',
      { createIndexes: 'refusals', indexes: [{ key: { a: '2dsphere' }, name: 'a_2d' }] },
    ],
    ['wildcard', { createIndexes: 'refusals', indexes: [{ key: { '$**': 1 }, name: 'all' }] }],
    ['numericOrdering', { find: 'refusals', collation: { locale: 'en', numericOrdering: true } }],
    ['snapshot', { find: 'refusals', readConcern: { level: 'snapshot' } }],
    ['afterClusterTime', { find: 'refusals', readConcern: { afterClusterTime: 1 } }],
    ['[[:alpha:]]', { find: 'refusals', filter: { a: { $regex: '[[:alpha:]]' } } }],
  ])('refuses %s', async (name, command) => {
    const error: unknown = await server.db.command(command).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 238, codeName: 'NotImplemented' });
    expect((error as Error).message).toContain(name);
  });

  it('refuses a change stream with the code that drivers know (40573)', async () => {
    const stream = collection.watch();
    await expect(stream.tryNext()).rejects.toMatchObject({ code: 40573 });
    await stream.close();
  });

  it('refuses transactions (263)', async () => {
    const command = { insert: 'refusals', documents: [{}], txnNumber: 1, autocommit: false };
    await expect(server.db.command(command)).rejects.toMatchObject({ code: 263 });
    expect(await collection.countDocuments()).toBe(1);
  });
});
