/** The hello that waits and streams (Server Discovery And Monitoring, "Streaming Protocol"; OP_MSG, exhaustAllowed). */
import { rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { BSON, MongoClient, ObjectId, type Document } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedMongo, type SharedStore } from '../open.js';
import { temporaryDirectory } from '../testing/server-under-test.js';

const EXHAUST_ALLOWED = 0x10000;
const MORE_TO_COME = 2;

let dataDir: string;
let store: SharedStore;
let socket: Socket;
let replies: { id: number; to: number; flags: number; body: Document }[];
let onReply: () => void;

beforeEach(async () => {
  dataDir = temporaryDirectory();
  store = await openEmbeddedMongo({ dataDir });
  replies = [];
  onReply = () => undefined;
  let rest = Buffer.alloc(0);
  socket = connect(decodeURIComponent(new URL(store.url).hostname)).on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length > 4 && rest.length >= rest.readInt32LE(0)) {
      const bytes = rest.subarray(0, rest.readInt32LE(0));
      rest = rest.subarray(bytes.length);
      const [id, to, flags] = [4, 8, 16].map((at) => bytes.readInt32LE(at)) as [
        number,
        number,
        number,
      ];
      replies.push({ id, to, flags, body: BSON.deserialize(bytes.subarray(21)) });
      onReply();
    }
  });
});
afterEach(async () => {
  socket.destroy();
  await store.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function send(id: number, command: Document, flags = 0): void {
  const body = BSON.serialize({ ...command, $db: 'admin' });
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(id, 4);
  head.writeInt32LE(2013, 12);
  head.writeInt32LE(flags, 16);
  socket.write(Buffer.concat([head, body]));
}

/** Settles when so many replies have come. */
const come = (count: number): Promise<void> =>
  new Promise((resolve) => {
    onReply = () => replies.length >= count && resolve();
    onReply();
  });

async function topologyVersion(): Promise<Document> {
  send(1, { hello: 1 });
  await come(1);
  return replies[0]?.body['topologyVersion'] as Document;
}

describe('a hello with a topology version', () => {
  it('waits as long as it asks when the version is this server’s, and lets other messages pass', async () => {
    const known = await topologyVersion();
    send(2, { hello: 1, topologyVersion: known, maxAwaitTimeMS: 300 });
    send(3, { ping: 1 });
    await come(3);
    expect(replies.map(({ to }) => to)).toEqual([1, 3, 2]);
    expect(replies[2]).toMatchObject({ flags: 0, body: { ok: 1, topologyVersion: known } });
  });

  it('is answered at once when the version is another server’s', async () => {
    const known = { ...(await topologyVersion()), processId: new ObjectId() };
    send(2, { hello: 1, topologyVersion: known, maxAwaitTimeMS: 60_000 });
    await come(2);
    expect(replies[1]).toMatchObject({ to: 2, body: { ok: 1 } });
  });

  it('is answered again and again where the client takes several replies, each answering the one before', async () => {
    const known = await topologyVersion();
    send(2, { hello: 1, topologyVersion: known, maxAwaitTimeMS: 100 }, EXHAUST_ALLOWED);
    await come(4);
    const [, first, second, third] = replies;
    expect([first?.to, second?.to, third?.to]).toEqual([2, first?.id, second?.id]);
    expect([first, second, third].every((reply) => reply?.flags === MORE_TO_COME)).toBe(true);
  });
});

describe('the driver’s monitor', () => {
  it('waits in a stream, and never writes to a connection that may be gone', async () => {
    const client = new MongoClient(store.url);
    const awaited = new Promise<void>((resolve) =>
      client.on('serverHeartbeatStarted', (event) => event.awaited && resolve()),
    );
    await client.connect();
    await awaited;
    await client.close();
  });

  it('finds a server that ended and was started anew', async () => {
    const client = await MongoClient.connect(store.url, { serverSelectionTimeoutMS: 5_000 });
    const rows = client.db('x').collection('rows');
    const answers = () =>
      rows.findOne().then(
        () => true,
        () => false,
      );
    for (let round = 0; round < 2; round += 1) {
      await store.stop();
      store = await openEmbeddedMongo({ dataDir });
      await expect.poll(answers, { timeout: 60_000 }).toBe(true);
    }
    await client.close();
  });
});
