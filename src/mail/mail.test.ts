import net, { type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createEvents,
  createLogger,
  createSealer,
  createTestClock,
  parseSettings,
} from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createWeb } from '../web/index.js';
import { createMail, type Mail } from './index.js';

const DAY_MS = 86_400_000;
const clock = createTestClock();
const log = createLogger('silent');
const events = createEvents(log);
const oldKey = new Uint8Array(32).fill(1);

/** The far side: a mail server that takes, refuses for now (451) or for good (550). */
function startSmtpServer() {
  const received: string[] = [];
  const server = { mode: 'take' as 'take' | 'busy' | 'refuse' };
  const answer = (socket: Socket, line: string) => {
    if (/^EHLO|^HELO/i.test(line)) return socket.write('250 test\r\n');
    if (/^RCPT/i.test(line) && server.mode === 'busy') return socket.write('451 later\r\n');
    if (/^RCPT/i.test(line) && server.mode === 'refuse') return socket.write('550 no such box\r\n');
    if (/^DATA/i.test(line)) return socket.write('354 go\r\n');
    if (/^QUIT/i.test(line)) return socket.end('221 bye\r\n');
    return socket.write('250 ok\r\n');
  };
  const listener = net.createServer((socket) => {
    let buffer = '';
    let isData = false;
    socket.write('220 test\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      buffer += chunk.toString();
      for (;;) {
        const end = buffer.indexOf(isData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const part = buffer.slice(0, end);
        buffer = buffer.slice(end + (isData ? 5 : 2));
        if (isData) {
          received.push(part);
          isData = false;
          socket.write('250 taken\r\n');
        } else {
          isData = /^DATA/i.test(part);
          answer(socket, part);
        }
      }
    });
  });
  return Object.assign(server, { received, listener });
}

let store: TestStore;
let smtp: ReturnType<typeof startSmtpServer>;
let open: (keys?: Uint8Array[], withServer?: boolean) => Mail;
let n = 0;

beforeAll(async () => {
  store = await startTestStore();
  smtp = startSmtpServer();
  await new Promise<void>((resolve) => smtp.listener.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.listener.address() as AddressInfo;
  open = (keys = [oldKey], withServer = true) => {
    const { connection } = store;
    const env = withServer ? { SMTP_URL: `smtp://127.0.0.1:${port}` } : {};
    const settings = parseSettings({ PUBLIC_URL: 'https://laurel.test', ...env }, 'test');
    const sealer = createSealer(keys);
    const web = createWeb({ settings, log, events, clock, connection, sealer });
    return createMail({ connection, settings, log, events, clock, sealer, web });
  };
  open();
  await store.buildIndexes();
});
afterAll(async () => {
  smtp.listener.close();
  await store.close();
});
beforeEach(async () => {
  for (const name of ['mails', 'mail_bounces'])
    await store.connection.collection(name).deleteMany({});
  smtp.received.length = 0;
  smtp.mode = 'take';
  n += 1;
});

const letter = () => ({
  key: `award:${n}:earned`,
  to: 'ada@example.edu',
  view: 'badge-earned',
  model: { badge: 'Two samples', course: 'Statistics', name: 'Ada <b>' },
});

describe('the outbox', () => {
  it('takes one mail of a key, however often it is put in', async () => {
    const mail = open();
    const answers = await Promise.all([1, 2, 3].map(() => mail.enqueue(letter())));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await mail.sendDue()).toBe(1);
    expect(await mail.enqueue(letter())).toBe(false);
    expect(await mail.sendDue()).toBe(0);
    expect(smtp.received).toHaveLength(1);
    expect(smtp.received[0]).toContain('You earned a badge: Two samples');
  });

  it('takes many at once, and none of a key that was there before', async () => {
    const mail = open();
    await mail.enqueue(letter());
    const many = [letter(), { ...letter(), key: 'other' }, { ...letter(), key: 'third' }];
    await Promise.all([mail.enqueueAll(many), mail.enqueueAll(many)]);
    await mail.enqueueAll([]);
    expect((await mail.list()).map(({ key }) => key).sort()).toEqual(
      [letter().key, 'other', 'third'].sort(),
    );
    expect((await mail.read('third')).to).toBe(letter().to);
  });

  it('sends each mail once with two workers at it', async () => {
    const mail = open();
    for (let i = 0; i < 10; i += 1) await mail.enqueue({ ...letter(), key: `k${i}` });
    const counts = await Promise.all([mail.sendDue(), mail.sendDue()]);
    expect(counts[0] + counts[1]).toBe(10);
    expect(smtp.received).toHaveLength(10);
  });

  it('sends again what a dead worker held, with the same Message-ID', async () => {
    const mail = open();
    await mail.enqueue(letter());
    await mail.sendDue();
    const id = /^Message-ID: .*$/im.exec(smtp.received[0] ?? '')?.[0];
    const { collection } = { collection: store.connection.collection('mails') };
    await collection.deleteMany({});
    await mail.enqueue(letter());
    await collection.updateOne(
      {},
      {
        $set: {
          state: 'sending',
          holder: 'dead',
          leaseUntil: new Date(clock.now().getTime() + 1000),
        },
      },
    );
    expect(await mail.sendDue()).toBe(0);
    clock.advance(1000);
    expect(await mail.sendDue()).toBe(1);
    expect(smtp.received[1]).toContain(id);
  });

  it('waits until notBefore, and can be taken back before', async () => {
    const mail = open();
    const notBefore = new Date(clock.now().getTime() + 15 * 60_000);
    await mail.enqueue({ ...letter(), notBefore });
    await mail.enqueue({ ...letter(), key: 'stays', notBefore });
    expect(await mail.sendDue()).toBe(0);
    expect(await mail.cancel(letter().key)).toBe(true);
    clock.advance(15 * 60_000);
    expect(await mail.sendDue()).toBe(1);
    expect(await mail.cancel('stays')).toBe(false);
  });

  it('tries again later what the server cannot take now (RFC 5321, 4.2.1: 4yz)', async () => {
    const mail = open();
    smtp.mode = 'busy';
    await mail.enqueue(letter());
    expect(await mail.sendDue()).toBe(0);
    smtp.mode = 'take';
    expect(await mail.sendDue()).toBe(0);
    clock.advance(30_000);
    expect(await mail.sendDue()).toBe(1);
  });

  it('gives up what the server refuses for good (5yz) and lists it without the address', async () => {
    const mail = open();
    smtp.mode = 'refuse';
    await mail.enqueue(letter());
    await mail.sendDue();
    const failed = await mail.list({ state: 'bounced' });
    expect(failed).toMatchObject([{ key: letter().key, error: 'EENVELOPE 550' }]);
    expect(JSON.stringify(failed)).not.toContain('ada@');
    expect((await mail.health()).failed).toBe(1);
  });

  it('keeps mail without a mail server, readable, and drops what waited two weeks', async () => {
    const kept = open([oldKey], false);
    await kept.enqueue(letter());
    expect(await kept.sendDue()).toBe(0);
    expect(await kept.health()).toEqual({ isKept: true, pending: 1, failed: 0 });
    const { to, text, html } = await kept.read(letter().key);
    expect(to).toBe('ada@example.edu');
    expect(text).toContain('Hello Ada <b>,');
    expect(html).toContain('Hello Ada &lt;b&gt;,');
    clock.advance(15 * DAY_MS);
    expect(await open().sendDue()).toBe(0);
    expect(smtp.received).toHaveLength(0);
  });

  it('holds address and content sealed, and nothing of them two weeks after it was sent', async () => {
    const mail = open();
    await mail.enqueue(letter());
    const rows = () => store.connection.collection('mails').find().toArray();
    expect(JSON.stringify(await rows())).not.toContain('ada@');
    const newKey = new Uint8Array(32).fill(2);
    expect(await open([newKey, oldKey]).reseal()).toBe(1);
    const after = open([newKey]);
    expect(await after.sendDue()).toBe(1);
    clock.advance(14 * DAY_MS - 1);
    await after.forgetSent();
    expect((await rows())[0]).toHaveProperty('sealed');
    clock.advance(1);
    await after.forgetSent();
    expect((await rows())[0]).not.toHaveProperty('sealed');
  });

  it('forgets at once what holds a secret link', async () => {
    const mail = open();
    const url = 'https://laurel.test/email/secret';
    await mail.enqueue({ ...letter(), view: 'confirm-email', model: { url, days: 7 } });
    expect(await mail.sendDue()).toBe(1);
    const [row] = await store.connection.collection('mails').find().toArray();
    expect(row).not.toHaveProperty('sealed');
  });
});
