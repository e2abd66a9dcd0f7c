import { Collection } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { call, laurel, makeToken, moodle, platformId, ruleId, useApi } from '../api/use-api.js';

useApi({}, { learners: 160 });

const WRITES = [
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
  'bulkWrite',
] as const;

type Write = (this: unknown, ...args: unknown[]) => Promise<unknown>;

/**
 * Has the process die at the n-th moment of a run: odd before a write, even after it. From then on no write succeeds.
 * @returns whether it came that far
 */
async function dyingAt(n: number, run: () => Promise<unknown>): Promise<boolean> {
  let moment = 0;
  let dead = false;
  const pass = () => {
    moment += 1;
    if (!dead && moment !== n) return;
    dead = true;
    throw new Error('killed');
  };
  const methods = Collection.prototype as unknown as Record<string, Write>;
  const before = WRITES.map((name) => [name, methods[name]!] as const);
  for (const [name, write] of before)
    methods[name] = async function (...args) {
      pass();
      const written = await write.apply(this, args);
      pass();
      return written;
    };
  try {
    await run().catch((error: unknown) => {
      if (!dead) throw error;
    });
  } finally {
    for (const [name, write] of before) methods[name] = write;
  }
  return dead;
}

let secret: string;
let next = 20;
beforeAll(async () => {
  secret = await makeToken();
});

/** An import of one badge to which somebody said yes, at the point where it is carried out. */
async function begin() {
  const [course] = await laurel.lti.contexts.list(platformId);
  if (course === undefined) throw new Error('no course');
  const person = `learner${(next += 1)}`;
  const { email, id: userId } = moodle.person(person);
  const row = `Given by API,${email},2023-05-01,,https://old.example/crash/${next}`;
  const { id } = await laurel.imports.runs.begin({
    owner: { kind: 'course', ...course },
    bytes: Buffer.from(
      `Badge Name,Recipient Email,Issued At,Expires At,Assertion URL\r\n${row}\r\n`,
    ),
    fileName: 'badges.csv',
    actor: 'operator',
    purpose: 'reissue',
  });
  await laurel.imports.runs.advance(id);
  await laurel.connection
    .collection('imports')
    .updateOne(
      { _id: id as never, state: 'preview' },
      { $set: { state: 'checking', words: 'Issued anew.' } },
    );
  return { id, userId };
}

const rowsOf = (name: string, filter: object) =>
  laurel.connection.collection(name).find(filter).toArray();

/** What there is of an import, in every place where it leaves something. */
async function leftOf(id: string) {
  const awards = await rowsOf('awards', { batch: id });
  const [award] = awards;
  const credentials = await rowsOf('credentials', { awardId: String(award?._id) });
  const { body } = await call(secret, 'GET', `/imports/${id}`);
  return {
    state: body.state as string,
    counts: body.counts as object,
    awards: awards.map(({ state, todo }) => [state, todo].filter(Boolean).join(' ')),
    credentials: credentials.length,
    claims: (await rowsOf('import_reissues', { importId: id })).length,
    audited: (
      await rowsOf('audit', { action: 'award.award', 'details.personKey': award?.['personKey'] })
    ).length,
  };
}

describe('a badge that is issued anew, by a process that dies', () => {
  it('before or after any write, is issued once when the import goes on', async () => {
    let died = 0;
    for (let n = 1; ; n += 1) {
      const { id } = await begin();
      const isDead = await dyingAt(n, () => laurel.imports.runs.advance(id));
      await laurel.imports.runs.advance(id);
      expect(await leftOf(id), `killed at moment ${n}`).toEqual({
        state: 'done',
        counts: { reissued: 1 },
        awards: ['active'],
        credentials: 1,
        claims: 1,
        audited: 1,
      });
      if (!isDead) break;
      died += 1;
    }
    expect(died).toBeGreaterThan(10);
  });

  it('and that somebody gives by hand before it goes on, leaves its place to others', async () => {
    const { id, userId } = await begin();
    // The second moment is after the first write, which takes the place.
    expect(await dyingAt(2, () => laurel.imports.runs.advance(id))).toBe(true);
    expect(await rowsOf('import_reissues', { importId: id })).toHaveLength(1);
    const body = { ruleId, userId, reason: 'Seen' };
    expect((await call(secret, 'POST', '/awards', { body })).status).toBeLessThan(300);
    await laurel.imports.runs.advance(id);
    const { data } = (await call(secret, 'GET', `/imports/${id}/entries`)).body;
    expect(data).toMatchObject([{ outcome: 'duplicate', problem: { code: 'has_badge' } }]);
    expect(await rowsOf('import_reissues', { importId: id })).toEqual([]);
  });
});
