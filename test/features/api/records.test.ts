import { beforeAll, describe, expect, it } from 'vitest';
import { personIdOf } from '../../../src/people/index.js';
import { call, laurel, makeToken, moodle, platformId, useApi } from './use-api.js';

useApi();
let token = '';
let personId = '';

beforeAll(async () => {
  token = await makeToken();
  personId = personIdOf(platformId, moodle.person('learner1').sub);
});

describe('records by API', () => {
  it('are made of every valid badge of a person, listed, read and fetched as files that verify', async () => {
    const made = await call(token, 'POST', '/records', { body: { personId } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ personId, partial: false, visibility: 'private' });
    expect(made.headers.get('location')).toContain(`/records/${made.body.id}`);
    const list = await call(token, 'GET', `/records?personId=${encodeURIComponent(personId)}`);
    expect(list.body.data).toMatchObject([{ id: made.body.id }]);
    for (const kind of ['json', 'jwt']) {
      const file = await call(token, 'GET', `/records/${made.body.id}/files/${kind}`);
      const text = typeof file.body === 'string' ? file.body : JSON.stringify(file.body);
      const found = await laurel.credentials.verify(text);
      expect([found.kind, found.verdict]).toEqual(['learner-record', 'valid']);
    }
    const ended = await call(token, 'POST', `/records/${made.body.id}/withdraw`);
    expect(ended.body).toMatchObject({ state: 'revoked' });
    expect((await call(token, 'GET', `/records/${made.body.id}`)).body.state).toBe('revoked');
  });

  it('are refused over badges that are not the person’s, and for people of another tenant', async () => {
    const body = { personId, credentialIds: ['nothing'] };
    expect((await call(token, 'POST', '/records', { body })).body.code).toBe(
      'record_without_badges',
    );
    const other = await makeToken(undefined, { platformId: 'another' });
    const tries = [
      await call(other, 'POST', '/records', { body: { personId } }),
      await call(token, 'GET', '/records?personId=nobody'),
      await call(token, 'GET', '/records/nothing'),
    ];
    for (const { status } of tries) expect([403, 404]).toContain(status);
  });

  it('need their own scopes', async () => {
    const reads = await makeToken(['records:read']);
    const tried = await call(reads, 'POST', '/records', { body: { personId } });
    expect(tried.status).toBe(403);
  });
});
