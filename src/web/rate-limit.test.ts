import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { createTestClock } from '../base/index.js';
import { limitRate } from './rate-limit.js';

describe('limitRate', () => {
  it('lets an address ask so often in a window, then answers 429 until the window is over', async () => {
    const clock = createTestClock();
    const app = express();
    app.set('trust proxy', true);
    app.use(limitRate({ clock, limit: 2, windowMs: 60_000 }));
    app.get('/', (_req, res) => void res.end());
    app.use(((error: { status: number; retryAfterSeconds: number }, _req, res, _next) => {
      res.status(error.status).json(error.retryAfterSeconds);
    }) as express.ErrorRequestHandler);
    const ask = (from: string) => request(app).get('/').set('X-Forwarded-For', from);
    await ask('192.0.2.1').expect(200);
    await ask('192.0.2.1').expect(200);
    clock.advance(20_000);
    expect((await ask('192.0.2.1').expect(429)).body).toBe(40);
    await ask('192.0.2.2').expect(200);
    clock.advance(40_000);
    await ask('192.0.2.1').expect(200);
    // One IPv6 host owns a /64.
    await ask('2001:db8:1:1::1').expect(200);
    await ask('2001:db8:1:1::2').expect(200);
    await ask('2001:db8:1:1::3').expect(429);
    await ask('2001:db8:1:2::3').expect(200);
  });
});
