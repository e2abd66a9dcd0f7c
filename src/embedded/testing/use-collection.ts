import type { Collection, Document } from 'mongodb';
import { beforeEach, expect } from 'vitest';
import { serverUnderTest, type UnderTest } from './server-under-test.js';

/** The server of the test file that runs. */
export let server: UnderTest;

/** An empty collection of it, another one for each test. */
export let collection: Collection<Document>;

export const refusal = (code: number) => expect.objectContaining({ code }) as unknown;

/** Gives a test file its server and each of its tests an empty collection. */
export function useCollection(): void {
  server = serverUnderTest();
  let count = 0;
  beforeEach(() => {
    count += 1;
    collection = server.db.collection(`c${count}`);
  });
}
