import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const MB = 1_048_576;
const MEDIA = 'application/json';

/** A body without end: the same piece again and again, until it was taken or `bytes` are sent. */
interface Body {
  readonly head: string;
  readonly piece: string;
  readonly tail: string;
  readonly bytes: number;
}

const list = (
  piece: string,
  bytes: number,
  around: readonly [string, string] = ['[', ']'],
): Body => ({
  head: `${around[0]}${piece}`,
  piece: `,${piece}`,
  tail: around[1],
  bytes,
});

/** What a platform may answer to do harm; `around` is what the service in question puts its list into. */
export const HARMS: Readonly<Record<string, (around: readonly [string, string]) => Body>> = {
  '64 MB of numbers': (around) => list('0', 64 * MB, around),
  '64 MB of long numbers': (around) => list(`1${'0'.repeat(400)}e9`, 64 * MB, around),
  '7 MB of empty rows': (around) => list('{}', 7 * MB, around),
  '7 MB of rows that almost fit': (around) =>
    list('{"userId":"","user_id":"","id":"x","userid":1}', 7 * MB, around),
  '200,000 rows that fit': (around) =>
    list(
      '{"userId":"u","user_id":"u","id":"https://x.test/1","userid":"1","gradeitems":[]}',
      16 * MB,
      around,
    ),
  'one text of 64 MB': (around) => ({
    head: `${around[0]}{"userId":"`,
    piece: 'x'.repeat(1_000),
    tail: `"}${around[1]}`,
    bytes: 64 * MB,
  }),
  'a long word around the list': (around) => ({
    head: `{"x":"`,
    piece: 'x'.repeat(1_000),
    tail: `","members":[],"usergrades":[],"y":${around[0]}${around[1]}}`,
    bytes: 7 * MB,
  }),
  brackets: () => ({ head: '[', piece: '['.repeat(1_000), tail: '', bytes: 7 * MB }),
  'rows in rows': (around) => list('[[[[[[[[[[{}]]]]]]]]]]', 7 * MB, around),
  escapes: (around) => list('"\\u0000\\\\\\""', 7 * MB, around),
  'no rows': (around) => ({ head: around[0], piece: '', tail: around[1], bytes: 0 }),
  // 10,000 results as a platform sends them: long enough to be read elsewhere, and read whole.
  honest: (around) =>
    list('{"userId":"u1","resultScore":69.995,"resultMaximum":100.0}', 700_000, around),
  'what is no JSON': () => ({ head: '<html>', piece: '<p>'.repeat(300), tail: '', bytes: 7 * MB }),
};

export interface HostilePlatform {
  readonly url: string;
  /** What is answered from now on. `pages`: each answer names a next one. */
  answer(harm: string, around: readonly [string, string], options?: { pages: boolean }): void;
  close(): Promise<void>;
}

/** Sends a body as fast as it is taken. */
export function pour({ head, piece, tail, bytes }: Body, res: ServerResponse): void {
  res.write(head);
  const block = piece.repeat(Math.max(1, Math.floor(65_536 / Math.max(1, piece.length))));
  let left = piece === '' ? 0 : bytes - head.length - tail.length;
  const more = (): void => {
    while (left > 0) {
      left -= block.length;
      if (!res.write(block)) return void res.once('drain', more);
    }
    res.end(tail);
  };
  more();
}

/** A server that answers everything with what it was told to. */
export async function startHostilePlatform(): Promise<HostilePlatform> {
  let body: Body = { head: '[', piece: '', tail: ']', bytes: 0 };
  let isPaged = false;
  let page = 0;
  const server = createServer((req, res) => {
    req.resume();
    res.setHeader('content-type', MEDIA);
    if (isPaged) res.setHeader('link', `<${url}/p?page=${(page += 1)}>; rel="next"`);
    pour(body, res);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    answer(harm, around, options = { pages: false }) {
      const make = HARMS[harm];
      if (!make) throw new Error(`no harm ${harm}`);
      body = make(around);
      isPaged = options.pages;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
