import { inflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminCommand } from '../../../src/admin/index.js';
import { createTestClock } from '../../../src/base/index.js';
import {
  createBrowser,
  startMoodleLike,
  type Browser,
  type MoodleLike,
} from '../../support/lms/index.js';
import { issueTestBadge } from '../../support/issue-test-badge.js';
import { openTenant, register, type Tenant } from '../../security/two-courses.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const clock = createTestClock(new Date());
let laurel: TestLaurel;
const platforms: MoodleLike[] = [];
let college: Tenant;
let school: Tenant;
let collegeAdmin: Browser;
let schoolAdmin: Browser;

const wide =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 80"><path d="M0 40h400" stroke="#123" stroke-width="9"/></svg>';
const signature = new Resvg(wide, { fitTo: { mode: 'width', value: 400 } }).render().asPng();
const PROFILE = { name: 'College of Ż', url: 'https://college.example/', identity: 'did:web' };
const BRAND = {
  design: 'formal',
  paper: 'letter',
  orientation: 'portrait',
  accent: '#7a1f2b',
  footer: 'Springfield',
  name1: 'Prof. Ingrid Sørensen',
  office1: 'Dean',
};

async function openPlatform(): Promise<Tenant> {
  const moodle = await startMoodleLike();
  platforms.push(moodle);
  const tool = moodle.registerTool({ url: laurel.url });
  return openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
}

beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
  college = await openPlatform();
  school = await openPlatform();
  ({ browser: collegeAdmin } = await college.enter('admin'));
  ({ browser: schoolAdmin } = await school.enter('admin'));
});
afterAll(async () => {
  await Promise.all(platforms.map((platform) => platform.close()));
  await laurel.close();
});

const issuerOf = (tenant: Tenant) => `${laurel.url}/admin/platforms/${tenant.platformId}/issuer`;

async function send(
  browser: Browser,
  page: string,
  to: string,
  fields: object,
  headers: Record<string, string> = {},
) {
  const { text } = await browser.get(page);
  const body = new FormData();
  for (const [, name = '', value = ''] of text.matchAll(
    /name="(_csrf|revision|logo|darkLogo|signature1|signature2)" value="([^"]*)"/g,
  ))
    if (!body.has(name)) body.set(name, value);
  for (const [name, value] of Object.entries(fields))
    body.set(name, value instanceof Uint8Array ? new Blob([new Uint8Array(value)]) : String(value));
  const encoded = new Response(body);
  return browser.request(to, {
    method: 'POST',
    body: Buffer.from(await encoded.arrayBuffer()),
    headers: {
      'content-type': encoded.headers.get('content-type') ?? '',
      origin: laurel.url,
      ...headers,
    },
  });
}

const saveBrand = (browser: Browser, tenant: Tenant, fields: object, more = {}) =>
  send(browser, `${issuerOf(tenant)}/brand`, `${issuerOf(tenant)}/brand`, fields, more);

function openPdf(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const streams = [...raw.matchAll(/stream\r?\n([^]*?)\r?\nendstream/g)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
    } catch {
      return '';
    }
  });
  return [raw, ...streams].join('\n');
}

describe('the page of an issuer’s brand', () => {
  it('asks for the profile first', async () => {
    const { text } = await schoolAdmin.get(`${issuerOf(school)}/brand`);
    expect(text).toContain('Save the issuer’s profile first');
    expect(text).not.toContain('name="design"');
  });

  it('saves how certificates look, and those of badges issued before look so, too', async () => {
    await send(collegeAdmin, issuerOf(college), issuerOf(college), PROFILE);
    const { id, json } = await issueTestBadge(laurel, {
      platformId: college.platformId,
      deploymentId: college.tool.deploymentId,
    });
    await laurel.credentials.share(id, (await laurel.credentials.get(id)).personId, 'public');
    const pdfOf = async () =>
      openPdf(
        Buffer.from(await (await fetch(`${laurel.url}/credentials/${id}.pdf`)).arrayBuffer()),
      );
    expect(await pdfOf()).toContain('/MediaBox [0 0 841.89 595.28]');

    const saved = await saveBrand(collegeAdmin, college, { ...BRAND, signature1File: signature });
    expect(saved.status).toBe(303);
    const shown = await collegeAdmin.get(
      new URL(saved.headers.get('location') ?? '', saved.url).href,
    );
    expect(shown.text).toContain('Certificates opened from now on');
    const { brand } = await laurel.credentials.issuers.draft(college.platformId);
    expect(brand).toMatchObject({ design: 'formal', paper: 'letter', accent: '#7a1f2b' });
    expect(brand?.signatories).toMatchObject([{ name: 'Prof. Ingrid Sørensen', office: 'Dean' }]);
    expect(brand?.signatories[0]?.pictureId).toMatch(/^[\w-]{43}$/);

    const later = await pdfOf();
    expect(later).toContain('/MediaBox [0 0 612 792]');
    expect(later).toContain('NotoSerif-Bold');
    expect((await laurel.credentials.get(id)).json).toBe(json);
    expect((await laurel.credentials.verify(json)).verdict).toBe('valid');
  });

  it('keeps the brand where the profile is saved again', async () => {
    await send(collegeAdmin, issuerOf(college), issuerOf(college), { ...PROFILE, email: '' });
    const { brand } = await laurel.credentials.issuers.draft(college.platformId);
    expect(brand).toMatchObject({ design: 'formal' });
  });

  it('writes who changed it into the audit log', async () => {
    const entries = await laurel.audit.list({ platformId: college.platformId });
    const changed = entries.find(({ action, details }) =>
      action === 'issuer.changed' ? JSON.stringify(details).includes('brand after') : false,
    );
    expect(JSON.stringify(changed?.details)).toContain('formal');
  });

  it('names the nearest colour that can be read, and saves none that cannot', async () => {
    const { status, text } = await saveBrand(collegeAdmin, college, {
      ...BRAND,
      accent: '#ffcc00',
    });
    expect(status).toBe(422);
    expect(text).toMatch(/The nearest colour that can be read is #[\da-f]{6}/);
    const { brand } = await laurel.credentials.issuers.draft(college.platformId);
    expect(brand?.accent).toBe('#7a1f2b');
  });

  it('shows an example without saving, with and without JavaScript', async () => {
    const wish = { ...BRAND, design: 'modern', do: 'preview' };
    const page = await saveBrand(collegeAdmin, college, wish);
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/src="data:image\/png;base64,[^"]{1000}/);
    const script = await saveBrand(collegeAdmin, college, wish, { 'X-Laurel-Preview': 'yes' });
    expect(script.text).toMatch(/^data:image\/png;base64,/);
    const { brand } = await laurel.credentials.issuers.draft(college.platformId);
    expect(brand?.design).toBe('formal');
  });

  it('is not found by another platform’s administrator', async () => {
    expect((await schoolAdmin.get(`${issuerOf(college)}/brand`)).status).toBe(404);
    const to = `${issuerOf(college)}/brand`;
    const { status } = await send(schoolAdmin, `${laurel.url}/admin`, to, BRAND);
    expect([403, 404]).toContain(status);
    const { brand } = await laurel.credentials.issuers.draft(college.platformId);
    expect(brand?.design).toBe('formal');
  });

  it('is the operator’s for the installation’s own issuer', async () => {
    expect((await collegeAdmin.get(`${laurel.url}/admin/issuer/brand`)).status).toBe(404);
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    await adminCommand(['link'], { ...laurel, entries: laurel.admin.entries, print });
    const operator = createBrowser();
    await operator.submit(await operator.get(lines[0] ?? ''), {}, '/admin/enter');
    const { status } = await operator.get(`${laurel.url}/admin/issuer/brand`);
    expect(status).toBe(200);
  });
});
