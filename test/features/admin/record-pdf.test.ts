import { execFileSync, spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTenant, setUpBadge, type Tenant } from '../../security/two-courses.js';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import type { Browser } from '../../support/lms/index.js';
import { canvas, enterAs, laurel, moodle, registered, useOperator } from './use-operator.js';

const DAY_MS = 86_400_000;
const hasPdftotext = spawnSync('pdftotext', ['-v']).error === undefined;
/** Names that a PDF's text layer is easily wrong about. */
const NAMES = ['Nguyễn Thị Hồng Nhung', 'لؤيّ السلامة', 'দেবী শ্রীমতী', '=1+1'];
useOperator();
let admin: Browser;
let operator: Browser;
let other: Browser;

async function give(tenant: Tenant, badge: string, people: readonly string[]) {
  const ids = await setUpBadge(laurel, tenant, badge);
  const { browser } = await tenant.enter('teacher');
  for (const as of people) {
    const sub = tenant.platform.person(as).sub;
    const page = await browser.get(`${laurel.url}/course/badges/${ids.ruleId}/learner?user=${sub}`);
    const done = await browser.submit(page, { reason: 'An oral exam' }, '/award');
    if (done.status !== 200) throw new Error(done.text);
  }
}

async function pdfOf(browser: Browser, path: string): Promise<Buffer> {
  const cookies = Object.entries(browser.cookies(laurel.url));
  const response = await fetch(`${laurel.url}/admin/record${path}`, {
    headers: { cookie: cookies.map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/pdf');
  return Buffer.from(await response.arrayBuffer());
}

/** What a reader of the file gets by selecting all of it. */
const saidBy = (pdf: Buffer): string =>
  execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf })
    .toString('utf8')
    .replace(/[\u200e\u200f\u2066-\u2069\u202a-\u202c]/g, '')
    .normalize('NFC');

beforeAll(async () => {
  const ours = openTenant(laurel, moodle, registered.moodle.id, registered.moodle.tool);
  const learners = NAMES.map((_, index) => `learner${index + 2}`);
  await give(ours, 'Physics I', learners);
  const theirs = openTenant(laurel, canvas, registered.canvas.id, registered.canvas.tool);
  await give(theirs, 'Chemistry', ['learner3']);
  for (const [index, name] of NAMES.entries()) {
    const userId = moodle.person(`learner${index + 2}`).sub;
    await laurel.people.seen({ platformId: registered.moodle.id, userId, name });
  }
  admin = await enterAs(moodle, 'admin');
  other = await enterAs(canvas, 'admin');
  operator = (await enterAsOperator(laurel)).browser;
});

describe('the record as PDF', () => {
  it('is a tagged file with a number on each page', async () => {
    const pdf = await pdfOf(admin, '.pdf');
    expect(pdf.subarray(0, 8).toString()).toBe('%PDF-1.7');
    expect(pdf.subarray(-6).toString().trim()).toBe('%%EOF');
    expect(pdf.includes('/MarkInfo')).toBe(true);
  });

  it.skipIf(!hasPdftotext)('gives back names of every script, to each tenant its own', async () => {
    const own = saidBy(await pdfOf(admin, '.pdf'));
    for (const name of NAMES) expect(own).toContain(name.normalize('NFC'));
    expect(own).toContain('Physics I');
    expect(own).toContain(moodle.name);
    expect(own).toMatch(/Page\s+1/);
    expect(own).not.toContain('Chemistry');
    expect(saidBy(await pdfOf(other, '.pdf'))).not.toContain('Physics I');
    const all = saidBy(await pdfOf(operator, '.pdf'));
    for (const one of ['Physics I', 'Chemistry', moodle.name, canvas.name])
      expect(all).toContain(one);
  });

  it.skipIf(!hasPdftotext)('says whose badges end', async () => {
    const validUntil = new Date(laurel.clock.now().getTime() + 50 * DAY_MS);
    const ours = { platformId: registered.moodle.id };
    await laurel.store.connection.collection('awards').updateMany(ours, { $set: { validUntil } });
    expect(saidBy(await pdfOf(admin, '/ending.pdf'))).toContain(NAMES[0]);
    expect(saidBy(await pdfOf(admin, '/ending.pdf?days=40'))).not.toContain(NAMES[0]);
  });

  it('is for administrators alone', async () => {
    for (const path of ['.pdf', '/ending.pdf']) {
      const response = await fetch(`${laurel.url}/admin/record${path}`);
      expect(response.status).toBe(401);
    }
  });
});
