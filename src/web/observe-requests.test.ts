import { request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createEvents,
  createLogger,
  createSealer,
  createTestClock,
  parseSettings,
} from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createWeb } from './create-web.js';
import { readBytes } from './read-body.js';

const lines: Record<string, unknown>[] = [];
const log = createLogger('info', {
  write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
});
let store: TestStore;
let app: express.Express;

beforeAll(async () => {
  store = await startTestStore();
  const web = createWeb({
    settings: parseSettings({ PUBLIC_URL: 'https://laurel.test' }, 'test'),
    log,
    events: createEvents(log),
    clock: createTestClock(new Date('2026-11-20T10:00:00Z')),
    connection: store.connection,
    sealer: createSealer([new Uint8Array(32)]),
    isForeignWelcome: () => true,
    bodies: [
      { path: '/note', read: [readBytes(1_000_000, ['application/json', 'multipart/form-data'])] },
    ],
  });
  app = express().use(web.observe, ...web.before);
  app.get('/people/:id', (_req, res) => void res.json({}));
  app.post('/note', (_req, res) => {
    log.info('noted');
    res.json({});
  });
  app.get('/break', () => {
    throw new Error('no good');
  });
  app.get('/wait', (_req, res) => void res.write('…'));
  app.use(
    express.Router().use(
      '/in',
      express.Router().get('/side/:id', (_req, res) => void res.end()),
    ),
  );
  app.use(...web.after);
  await store.buildIndexes();
});
afterAll(() => store.close());
beforeEach(() => void (lines.length = 0));

const requests = () => lines.filter(({ event }) => event === 'request');

describe('observeRequests', () => {
  it('tells each request once, by pattern, status and time, with the id that its answer bears', async () => {
    const answer = await request(app).get('/people/ada?secret=S1').set('cookie', 'a=S2');
    expect(requests()).toMatchObject([
      {
        method: 'GET',
        route: '/people/:id',
        status: 200,
        requestId: answer.headers['x-request-id'],
      },
    ]);
    expect(requests()[0]?.['ms']).toBeTypeOf('number');
    expect(JSON.stringify(lines)).not.toMatch(/S[12]|ada|127\.0\.0\.1/);
  });

  it('names a route in a router whole, and none where there is none', async () => {
    await request(app).get('/in/side/1');
    await request(app).get('/nowhere/at/all');
    expect(requests()).toMatchObject([
      { route: '/in/side/:id', status: 200 },
      { route: '(none)', status: 404, code: 'page_not_found' },
    ]);
  });

  it.each([
    ['a form', (to: request.Test) => to.type('form').send({ a: '1'.repeat(100_000) })],
    ['JSON', (to: request.Test) => to.send({ a: '1'.repeat(100_000) })],
    ['files', (to: request.Test) => to.attach('f', Buffer.alloc(200_000), 'f.bin')],
  ])('puts its id on lines that are written after %s was read', async (_what, send) => {
    const answer = await send(request(app).post('/note')).expect(200);
    expect(lines.map(({ msg }) => msg)).toEqual(['noted', 'request']);
    const id: unknown = answer.headers['x-request-id'];
    expect(lines.map(({ requestId }) => requestId)).toEqual([id, id]);
  });

  it('names the error of a failed one, and logs one of ours whole under the same id', async () => {
    const answer = await request(app).get('/break').expect(500);
    const id: unknown = answer.headers['x-request-id'];
    expect(lines).toMatchObject([
      { level: 50, msg: 'request failed', requestId: id, err: { type: 'LaurelError' } },
      { event: 'request', route: '/break', status: 500, code: 'unexpected', requestId: id },
    ]);
  });

  it('says who did not wait for the end', async () => {
    const server = app.listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const { port } = server.address() as AddressInfo;
    const asking = ask({ port, path: '/wait' }, (res) => {
      res.on('error', () => undefined);
      res.once('data', () => asking.destroy());
    });
    asking.on('error', () => undefined).end();
    await vi.waitFor(() => expect(requests()).toMatchObject([{ route: '/wait', aborted: true }]));
    server.close();
  });

  it('keeps quiet about what browsers and watchers ask by themselves', async () => {
    await request(app).get('/public/favicon.svg').expect(200);
    expect(lines).toEqual([]);
  });
});
