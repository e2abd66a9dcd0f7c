import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { decodeProtectedHeader } from 'jose';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Credential, IssueOrder } from '../../../src/credentials/index.js';
import { issueTestBadge } from '../../support/issue-test-badge.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const run = promisify(execFile);
const KINDS = ['json', 'jwt', 'png', 'svg', 'pdf', 'zip'] as const;

let laurel: TestLaurel;
const issue = (over: Partial<IssueOrder> = {}) => issueTestBadge(laurel, over);

const take = (badge: Credential, kind: string, headers: Record<string, string> = {}) =>
  fetch(`${laurel.url}/credentials/${badge.id}.${kind}`, { headers });

/** Unpacks a bundle and runs the command in it, as somebody would who has nothing else. */
const folders: string[] = [];
async function verifyBundle(zip: Uint8Array, change?: (folder: string) => void, file?: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'laurel-bundle-'));
  folders.push(folder);
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
  }
  change?.(folder);
  const args = ['verify.mjs', ...(file === undefined ? [] : [file])];
  return run(process.execPath, args, { cwd: folder }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
  );
}

beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

describe('the files of a badge', () => {
  it.each(['json', 'jwt', 'png', 'svg'])('verify as %s', async (kind) => {
    const badge = await issue();
    const answer = await take(badge, kind);
    expect(answer.status).toBe(200);
    const verification = await laurel.credentials.verify(
      new Uint8Array(await answer.arrayBuffer()),
    );
    expect(verification).toMatchObject({ verdict: 'valid', format: kind, state: 'valid' });
  });

  it('have the types that programs look for', async () => {
    const badge = await issue();
    const types = await Promise.all(
      KINDS.map(async (kind) => (await take(badge, kind)).headers.get('content-type')),
    );
    expect(types).toEqual([
      expect.stringContaining('application/vc'),
      expect.stringContaining('application/vc+jwt'),
      'image/png',
      expect.stringContaining('image/svg+xml'),
      'application/pdf',
      'application/zip',
    ]);
  });

  it('are drawn within what a drawing may take, one Arabic word of 10,000 letters too', async () => {
    const word = 'مستشفىعنبرقطبضجةزهور'.repeat(500);
    const badge = await issueTestBadge(laurel, {
      achievement: {
        id: `${laurel.url}/achievements/long/1`,
        version: '1',
        name: word.slice(0, 120),
        description: word,
        criteria: { narrative: word },
        achievementType: 'Badge',
      },
    });
    const answer = await take(badge, 'pdf');
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(50_000);
  });

  it('are not sent again while they are the same (RFC 9110, 13.1.2)', async () => {
    const badge = await issue();
    for (const kind of ['png', 'svg', 'pdf', 'jwt']) {
      const ask = (etag: string) =>
        request(laurel.app).get(`/credentials/${badge.id}.${kind}`).set('If-None-Match', etag);
      const { etag = '' } = (await ask('"other"').expect(200)).headers as Record<string, string>;
      await ask(etag).expect(304);
    }
  });

  it('are verified as they are, the certificate by the badge that is attached to it, also by the API', async () => {
    const badge = await issue();
    for (const kind of ['json', 'jwt', 'png', 'svg', 'pdf'] as const) {
      const bytes = new Uint8Array(await (await take(badge, kind)).arrayBuffer());
      expect(await laurel.credentials.verify(bytes)).toMatchObject({
        verdict: 'valid',
        format: kind,
        state: 'valid',
      });
    }
    const pdf = Buffer.from(await (await take(badge, 'pdf')).arrayBuffer());
    const told = await request(laurel.app)
      .post('/api/verify')
      .type('application/pdf')
      .send(pdf)
      .expect(200);
    expect(told.body).toMatchObject({ verdict: 'valid', format: 'pdf' });
    const spoilt = Buffer.from(
      pdf.toString('latin1').replace(/\/EmbeddedFile\b/g, '/Embeddedfile'),
      'latin1',
    );
    expect(await laurel.credentials.verify(new Uint8Array(spoilt))).toMatchObject({
      verdict: 'invalid',
      kind: 'unreadable',
    });
  });

  it('of a private badge are hidden like those of an unknown one; what was taken before still verifies', async () => {
    const badge = await issue({ visibility: 'link' });
    const png = new Uint8Array(await (await take(badge, 'png')).arrayBuffer());
    await laurel.credentials.share(badge.id, 'person-1', 'private');
    const unknown = { ...badge, id: 'A'.repeat(22) };
    for (const kind of KINDS) {
      const [hidden, missing] = await Promise.all([take(badge, kind), take(unknown, kind)]);
      expect([hidden.status, missing.status]).toEqual([404, 404]);
      const said = (await hidden.json()) as Record<string, unknown>;
      delete said['instance'];
      expect(said).toMatchObject({ code: 'credential_not_found' });
      expect(await missing.json()).toMatchObject(said);
    }
    expect(await laurel.credentials.verify(png)).toMatchObject({ verdict: 'valid' });
  });

  it('carry names in the letters of the badge', async () => {
    const badge = await issue();
    const disposition = (await take(badge, 'pdf')).headers.get('content-disposition');
    expect(disposition).toBe('attachment; filename=Netze-Wege.pdf');
  });
});

/** Takes a badge's bundle, ends its server, and verifies each file in it with the bundle's own command. */
async function expectItVerifiesAlone(other: TestLaurel, { id }: { readonly id: string }) {
  const answer = await fetch(`${other.url}/credentials/${id}.zip`);
  const zip = new Uint8Array(await answer.arrayBuffer());
  await other.close();
  for (const file of ['credential.json', 'credential.jwt', 'badge.png']) {
    const { code, stdout } = await verifyBundle(zip, undefined, file);
    expect(stdout).toMatch(/^VALID/);
    expect(stdout).toMatch(/ok +issuer-identity/);
    expect(stdout).toMatch(/ok +status/);
    expect(code).toBe(0);
  }
}

describe('the bundle of a badge', () => {
  it('is checked as it is, and which of its files that was is said, by page and interface', async () => {
    const badge = await issue();
    const zip = Buffer.from(await (await take(badge, 'zip')).arrayBuffer());
    const told = await request(laurel.app)
      .post('/api/verify')
      .type('application/zip')
      .send(zip)
      .expect(200);
    expect(told.body).toMatchObject({
      verdict: 'valid',
      format: 'json',
      state: 'valid',
      entry: { name: 'credential.json', others: 2 },
    });
    const page = await request(laurel.app).post('/verify').attach('file', zip, 'bundle.zip');
    expect([page.status, page.text.includes('Of the ZIP, credential.json was checked.')]).toEqual([
      ...[200, true],
    ]);
  });

  it('verifies with the command inside it while the server is gone', async () => {
    const other = await startTestLaurel();
    const badge = await issueTestBadge(other);
    await expectItVerifiesAlone(other, badge);
  });

  it.each(['did:web', 'https'] as const)(
    'of a platform whose own issuer is known by %s verifies while the server is gone',
    async (identity) => {
      const other = await startTestLaurel();
      const { revision } = await other.credentials.issuers.draft('college');
      await other.credentials.issuers.save(
        'college',
        { name: 'A College', url: 'https://college.example/', identity },
        { actor: 'operator', revision },
      );
      const badge = await issueTestBadge(other, { platformId: 'college' });
      const { issuer } = JSON.parse(badge.json) as { issuer: { id: string; name: string } };
      expect(issuer).toMatchObject({
        name: 'A College',
        id: expect.stringMatching(
          identity === 'https' ? /^http.*\/issuers\/college$/ : /^did:web:.*:issuers:college$/,
        ) as string,
      });
      await expectItVerifiesAlone(other, badge);
    },
  );

  it('does not verify once a letter is changed', async () => {
    const badge = await issue();
    const zip = new Uint8Array(await (await take(badge, 'zip')).arrayBuffer());
    const forged = badge.json.replace('Ada Żółć', 'Eve Żółć');
    const { code, stdout } = await verifyBundle(zip, (folder) =>
      writeFileSync(path.join(folder, 'credential.json'), forged),
    );
    expect(stdout).toMatch(/^INVALID/);
    expect(code).toBe(1);
  });

  it('says of a badge revoked before that it was', async () => {
    const badge = await issue();
    await laurel.credentials.revoke(badge.id, { reason: 'By mistake', actor: 'test' });
    const zip = new Uint8Array(await (await take(badge, 'zip')).arrayBuffer());
    const { code, stdout } = await verifyBundle(zip);
    expect(stdout).toMatch(/WRONG +status +.*revoked/);
    expect(code).toBe(1);
  });

  it('says of a badge that has expired meanwhile that it has', async () => {
    const validFrom = new Date(Date.now() - 86_400_000);
    const validUntil = new Date(Date.now() - 3_600_000);
    const badge = await issue({ validFrom, validUntil });
    const zip = new Uint8Array(await (await take(badge, 'zip')).arrayBuffer());
    const { code, stdout } = await verifyBundle(zip);
    expect(stdout).toMatch(/^EXPIRED/);
    expect(code).toBe(1);
  });
});

describe('the VC-JWT of a badge', () => {
  it.each(['RS256', 'ES256'])('is signed by %s where the setting says so', async (algorithm) => {
    const other = await startTestLaurel({ env: { JWT_ALGORITHM: algorithm } });
    const badge = await issueTestBadge(other);
    const jwt = await (await fetch(`${other.url}/credentials/${badge.id}.jwt`)).text();
    expect(Object.keys(decodeProtectedHeader(jwt)).sort()).toEqual(['alg', 'jwk', 'kid', 'typ']);
    expect(decodeProtectedHeader(jwt).alg).toBe(algorithm);
    expect(await other.credentials.verify(jwt)).toMatchObject({ verdict: 'valid', format: 'jwt' });
    await other.close();
  });
});
