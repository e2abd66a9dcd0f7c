import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import type { LaurelError } from '../../base/index.js';
import { credentials, orderOf, useCredentials } from '../testing/use-credentials.js';

useCredentials();

describe('GET /credentials/:id', () => {
  const app = () =>
    express()
      .use(credentials.routes)
      .use(((error: LaurelError, _req, res, _next) => {
        res.status(error.status).json({ code: error.code, message: error.message });
      }) as express.ErrorRequestHandler);

  it('answers the same for a private badge and for none, and the badge once it is shared', async () => {
    const { id } = await credentials.issue(orderOf('private'));
    const path = `/credentials/${id}`;
    const asProgram = (to: string) => request(app()).get(to).set('Accept', 'application/json');
    const none = await asProgram(`/credentials/${'A'.repeat(22)}`);
    const hidden = await asProgram(path);
    expect([hidden.status, hidden.text]).toEqual([none.status, none.text]);
    expect(none.status).toBe(404);
    expect((await asProgram(path).set('X-Person', 'person-1')).status).toBe(200);
    await credentials.share(id, 'person-1', 'link');
    const shared = await asProgram(path);
    expect(shared.status).toBe(200);
    expect(shared.text).toBe((await credentials.get(id)).json);
    expect(shared.headers['x-robots-tag']).toContain('noindex');
  });

  it('is shared by its own person alone', async () => {
    const { id } = await credentials.issue(orderOf('mine'));
    await expect(credentials.share(id, 'person-2', 'public')).rejects.toMatchObject({
      code: 'credential_not_found',
    });
  });
});
