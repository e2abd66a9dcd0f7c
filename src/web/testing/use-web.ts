import express, { type Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import {
  createEvents,
  createLogger,
  createSealer,
  createTestClock,
  parseSettings,
} from '../../base/index.js';
import { startBuiltStore, type TestStore } from '../../store/index.js';
import {
  createWeb,
  parseForm,
  readUpload,
  requireBound,
  requireSession,
  type SessionStrength,
} from '../index.js';

export const OWN = 'https://laurel.test';

const settings = parseSettings({ PUBLIC_URL: OWN, LOG_LEVEL: 'silent' }, 'test');

const START = new Date('2026-05-04T09:00:00Z');

export const clock = createTestClock(START);

const sealer = createSealer([new Uint8Array(32).fill(7)]);

const draft = z.object({ title: z.string().min(1), mark: z.coerce.number().max(100) });

export let store: TestStore;

export let app: Express;

export function buildApp({ connection }: Pick<TestStore, 'connection'>): Express {
  const web = createWeb({
    settings,
    log: createLogger('silent'),
    events: createEvents(createLogger('silent')),
    clock,
    connection,
    sealer,
    admitSession: ({ subject }) =>
      Promise.resolve(
        subject['user'] === 'over'
          ? null
          : {
              frameAncestors: [
                'https://lms.example',
                "https://evil.example; script-src 'unsafe-inline'",
              ],
            },
      ),
    isForeignWelcome: (req) => req.path === '/launch',
    bodies: [{ path: '/act', read: [readUpload({ bytes: 100_000, files: 1, fields: 10 })] }],
  });
  const built = express();
  built.use(web.observe, ...web.before);
  built.post('/launch', async (req, res) => {
    const { strength, isCookieless } = req.body as Record<string, string>;
    await web.sessions.open(req, res, {
      subject: { user: 'u1' },
      strength: (strength ?? 'bound') as SessionStrength,
      locale: 'en',
      isCookieless: isCookieless === 'true',
    });
    web.proceed(res, '/look');
  });
  built.get('/look', (req, res) => {
    const session = requireSession(req);
    res.json({ user: session.subject.user, csrf: session.csrfToken, query: req.query });
  });
  built.post('/act', (req, res) => {
    requireBound(req);
    const form = parseForm(req, draft);
    if (form.ok) res.redirect(303, '/look');
    else res.status(422).json(form);
  });
  built.post('/open', (req, res) => void res.json(req.body));
  built.get('/break', () => {
    throw new Error('the password is hunter2');
  });
  built.use(...web.after);
  return built;
}

export async function launch(fields: Record<string, string> = {}) {
  const res = await request(app).post('/launch').type('form').send(fields);
  const cookie = String(res.headers['set-cookie'] ?? '').split(';')[0] ?? '';
  return { res, cookie, frame: res.headers['x-laurel-frame'] };
}

export async function csrfOf(cookie: string): Promise<string> {
  const res = await request(app).get('/look').set('Cookie', cookie);
  return (res.body as { csrf: string }).csrf;
}

/** A small application behind the room's pages, sessions and forms. */
export function useWeb(): void {
  beforeAll(async () => {
    clock.set(START);
    store = await startBuiltStore('web');
    app = buildApp(store);
    await store.buildIndexes();
  });
  afterAll(() => store.close());
}
