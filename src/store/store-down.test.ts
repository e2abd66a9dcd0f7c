import mongoose, { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { Unavailable } from '../base/index.js';
import { isStoreDown } from './store-down.js';
import { duplicatesOf } from './store-errors.js';

const answer = (code: number) => new mongo.MongoServerError({ message: 'not primary', code });

/** What the driver throws where a batch met with another error: it has that error's fields, not its name. */
function aroundBatch(error: Error, writeErrors: object[] = [], writeConcern?: object) {
  const result = { getWriteConcernError: () => writeConcern } as unknown as mongo.BulkWriteResult;
  const batch = new mongo.MongoBulkWriteError(error, result);
  batch.writeErrors = writeErrors as mongo.WriteError[];
  return batch;
}

describe('an error that says that the store is away', () => {
  it.each([10107, 13435, 10058, 11600, 11602, 13436, 189, 91, 6, 7, 89, 9001, 64, 262, 43])(
    'has the code %i',
    (code) => {
      expect(isStoreDown(answer(code))).toBe(true);
      expect(isStoreDown(aroundBatch(answer(code)))).toBe(true);
      expect(isStoreDown(new Error('a check failed', { cause: answer(code) }))).toBe(true);
    },
  );

  it('is one of the network, also around a batch', () => {
    const network = new mongo.MongoNetworkError('connection 3 to 127.0.0.1:27017 closed');
    expect(isStoreDown(network)).toBe(true);
    expect(isStoreDown(aroundBatch(network))).toBe(true);
    expect(isStoreDown(new mongoose.Error('Cannot call `find` before initial connection'))).toBe(
      true,
    );
    expect(isStoreDown(new Unavailable('x', 'away', { cause: network }))).toBe(true);
  });

  it('is one write of a batch that a step-down interrupted, or a write concern that nobody confirmed', () => {
    const first = answer(11000);
    expect(isStoreDown(aroundBatch(first, [{ code: 11000 }, { code: 11602 }]))).toBe(true);
    expect(isStoreDown(aroundBatch(first, [{ code: 11000 }], { code: 64 }))).toBe(true);
    const answered = { ok: 1, writeConcernError: { code: 64, errmsg: 'waiting timed out' } };
    expect(isStoreDown(new mongo.MongoWriteConcernError(answered))).toBe(true);
  });

  it('has a label by which driver or server say that it goes away', () => {
    const labelled = answer(0);
    labelled.addErrorLabel('RetryableWriteError');
    expect(isStoreDown(labelled)).toBe(true);
  });
});

describe('an error that says that a command was wrong', () => {
  it.each([
    ['a duplicate key', answer(11000)],
    ['a batch of duplicates', aroundBatch(answer(11000), [{ code: 11000 }])],
    ['a bad value', answer(2)],
    ['no right to do so', answer(13)],
    ['a document that does not fit its schema', new mongoose.Error.ValidationError()],
    ['an error of the program', new TypeError('x is not a function')],
    ['a number of another kind', Object.assign(new Error('upstream'), { code: 6 })],
    ['nothing', null],
  ])('%s is no outage', (_what, error) => {
    expect(isStoreDown(error)).toBe(false);
  });
});

describe('the duplicates of a bulk insert', () => {
  it('are told, unless something else went wrong, too', async () => {
    const duplicates = [{ code: 11000, index: 2 }];
    await expect(duplicatesOf(Promise.resolve())).resolves.toEqual(new Set());
    await expect(
      duplicatesOf(Promise.reject(aroundBatch(answer(11000), duplicates))),
    ).resolves.toEqual(new Set([2]));
    const unconfirmed = aroundBatch(answer(11000), duplicates, { code: 64 });
    await expect(duplicatesOf(Promise.reject(unconfirmed))).rejects.toBe(unconfirmed);
    const interrupted = aroundBatch(answer(11000), [...duplicates, { code: 11602, index: 3 }]);
    await expect(duplicatesOf(Promise.reject(interrupted))).rejects.toBe(interrupted);
  });
});
