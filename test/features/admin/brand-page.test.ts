import { inflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tenant } from '../../security/two-courses.js';
import type { Browser } from '../../support/lms/index.js';
import {
  at,
  college,
  issue,
  issuerOf,
  laurel,
  operator,
  school,
  sendForm,
  useIssuers,
} from './use-issuers.js';

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

useIssuers();

let collegeAdmin: Browser;
let schoolAdmin: Browser;
beforeAll(async () => {
  ({ browser: collegeAdmin } = await college.enter('admin'));
  ({ browser: schoolAdmin } = await school.enter('admin'));
});

const saveBrand = (browser: Browser, tenant: Tenant, fields: object, more = {}) =>
  sendForm(browser, `${issuerOf(tenant)}/brand`, `${issuerOf(tenant)}/brand`, fields, more);

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
    await sendForm(collegeAdmin, issuerOf(college), issuerOf(college), PROFILE);
    const { id, json } = await issue(college);
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
    await sendForm(collegeAdmin, issuerOf(college), issuerOf(college), { ...PROFILE, email: '' });
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
    const { status } = await sendForm(schoolAdmin, at(''), to, BRAND);
    expect([403, 404]).toContain(status);
    const { brand } = await laurel.credentials.issuers.draft(college.platformId);
    expect(brand?.design).toBe('formal');
  });

  it('is the operator’s for the installation’s own issuer', async () => {
    expect((await collegeAdmin.get(at('/issuer/brand'))).status).toBe(404);
    const { status } = await operator.get(at('/issuer/brand'));
    expect(status).toBe(200);
  });
});
