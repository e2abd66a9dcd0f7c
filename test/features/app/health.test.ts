import request from 'supertest';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

describe('health', () => {
  it('says that the process runs and that the store answers', async () => {
    await request(laurel.app).get('/healthz').expect(200, { status: 'ok' });
    await request(laurel.app).get('/readyz').expect(200, { status: 'ok' });
  });
});

describe('an address that is nothing', () => {
  it('answers a person with a page and a program with application/problem+json (RFC 9457)', async () => {
    await request(laurel.app)
      .get('/nowhere')
      .accept('text/html')
      .expect(404)
      .expect('content-type', /html/);
    await request(laurel.app)
      .get('/nowhere')
      .accept('application/json')
      .expect(404)
      .expect('content-type', /application\/problem\+json/);
  });
});
