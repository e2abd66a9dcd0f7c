import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Where a worker is cut off: at its n-th write, counted from 1. */
export interface CutOrder {
  readonly write: number;
  /**
   * `before`: the write never reaches the store. `after`: it is done, and the worker never hears of it. `blip`: as
   * `after`, but the worker lives on and may connect again. `watch`: nobody is cut off, it is only told of.
   */
  readonly when: 'before' | 'after' | 'blip' | 'watch';
}

/** A proxy for the one connection between a worker and its store. */
export interface StoreProxy {
  /** The store, by way of the proxy. */
  readonly url: string;
  /** Writes seen since the last {@link StoreProxy.arm}. */
  readonly writes: readonly string[];
  /** Counts writes from now on, cuts at the one ordered and calls `onCut` then. */
  arm(order: CutOrder, onCut: () => void): void;
  close(): Promise<void>;
}

const OP_MSG = 2013;
const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify', 'findandmodify']);

/** The address of a MongoDB URL with one host or one unix socket. */
function targetOf(url: string): { path: string } | { host: string; port: number } {
  const host = /^mongodb:\/\/(?:[^@/]*@)?([^/?]+)/.exec(url)?.[1] ?? '';
  const name = decodeURIComponent(host);
  if (name.startsWith('/')) return { path: name };
  const [address = '127.0.0.1', port = '27017'] = name.split(':');
  return { host: address, port: Number(port) };
}

/** The command of an OP_MSG whose first section is the command itself, and its collection. */
function commandOf(message: Buffer): { name: string; collection: string } | null {
  if (message.readInt32LE(12) !== OP_MSG || message[20] !== 0) return null;
  // Header (16), flags (4), kind (1), the document's length (4), the type of its first element (1).
  const nameEnd = message.indexOf(0, 26);
  const textEnd = message.indexOf(0, nameEnd + 5);
  return {
    name: message.toString('utf8', 26, nameEnd),
    collection: message.toString('utf8', nameEnd + 5, textEnd),
  };
}

/** Takes whole messages of the wire protocol out of what has arrived. */
function createReader(onMessage: (message: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 16 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      onMessage(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  };
}

/** Stands between a worker and its store and ends the worker's connections at a chosen write, as when it is killed. */
export async function startStoreProxy(storeUrl: string): Promise<StoreProxy> {
  const sockets = new Set<Socket>();
  const writes: string[] = [];
  let order: CutOrder | null = null;
  let isDead = false;
  let tell: () => void = () => undefined;

  const cut = () => {
    isDead = order?.when !== 'blip';
    order = null;
    for (const socket of sockets) socket.destroy();
    tell();
  };

  const server = createServer((client) => {
    if (isDead) return void client.destroy();
    const upstream = connect(targetOf(storeUrl));
    let isSwallowing = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    const onMessage = (message: Buffer) => {
      const command = commandOf(message);
      if (command && WRITES.has(command.name)) {
        writes.push(`${command.name} ${command.collection}`);
        if (order?.write === writes.length && order.when === 'watch') {
          order = null;
          tell();
        } else if (order?.write === writes.length) {
          if (order.when === 'before') return cut();
          isSwallowing = true;
        }
      }
      if (!upstream.destroyed) upstream.write(message);
    };
    client.on('data', createReader(onMessage));
    // One command at a time is under way on a connection: what comes next is the answer to the write.
    upstream.on('data', (chunk: Buffer) => (isSwallowing ? cut() : client.write(chunk)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;

  return {
    url: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    writes,
    arm(next, onCut) {
      writes.length = 0;
      order = next;
      tell = onCut;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
