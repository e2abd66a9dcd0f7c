import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { personIdOf } from '../../src/people/index.js';
import {
  createBrowser,
  formsOf,
  launch,
  type Browser,
  type BrowserAnswer,
} from '../../test/support/lms/index.js';
import type { DemoPlatform, DemoWorld } from './world.js';

/** What the check saw on one platform. */
export interface PlatformReport {
  readonly name: string;
  readonly launches: number;
  /** Badges of the learner whose grade was typed. */
  readonly badges: number;
  readonly verified: boolean;
  /** From the gradebook's save to the stored badge, by the ordinary poll alone. */
  readonly secondsFromGradeToBadge: number | null;
  readonly problems: readonly string[];
}

const PATIENCE_MS = 60_000;
/** Who has what in the coupled column when the badge is activated, and who has the badge in the end. */
const TYPED = 'learner5';
const PASSING = ['learner2', TYPED];

export async function until<T>(
  what: string,
  look: () => Promise<T | null> | T | null,
  { patienceMs = PATIENCE_MS, everyMs = 100 } = {},
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(`waited ${patienceMs / 1000} s in vain for ${what}`);
    await wait(everyMs);
  }
}

function expectPage(answer: BrowserAnswer, what: string): BrowserAnswer {
  if (answer.status !== 200) throw new Error(`${what} answers ${answer.status}`);
  return answer;
}

/** 69.99, 70, empty, handed in and not graded, and a teacher with 100: only the 70 passes. */
function typeFirstGrades({ lms, tool }: DemoPlatform): void {
  const { column } = tool.link;
  if (column === undefined) throw new Error('the activity has no column');
  lms.setGrade('learner1', column, 69.99);
  lms.setGrade('learner2', column, 70);
  lms.setGrade('learner3', column, '');
  lms.setGrade('learner4', column, null, { pending: true });
  lms.setGrade('teacher', column, 100);
}

/** As a teacher: from the launch to an active badge, through the pages and their forms. */
export async function mapAssessment(
  browser: Browser,
  { lms }: DemoPlatform,
  origin: string,
): Promise<void> {
  expectPage((await launch(lms, { as: 'teacher', browser })).response, 'the teacher’s launch');
  const page = expectPage(await browser.get(`${origin}/course/new`), 'the set-up page');
  const key = /name="use" value="([^"]+)"/.exec(page.text)?.[1];
  if (key === undefined) throw new Error('the set-up page offers no assessment');
  const filled = {
    use: key,
    [`mark_${key}`]: '70',
    [`unit_${key}`]: 'percent',
    name: 'Networking Fundamentals',
    canDo: 'design and troubleshoot a small network',
    criteria: 'Pass the graded activity of the course with at least 70 percent.',
    method: 'Graded activity, marked by the teacher',
    // The gradebook's own column: what the teacher types there is meant to be known at once.
    release: 'immediately',
  };
  const simulated = expectPage(
    await browser.submit(page, { ...filled, do: 'simulate' }, '/course/new'),
    'the simulation',
  );
  const active = await browser.submit(simulated, { ...filled, do: 'activate' }, '/course/drafts/');
  expectPage(active, 'the activation');
  if (!/\/course\/badges\//.test(active.url)) throw new Error('the badge was not activated');
}

/** As the learner: finds the badge in the LMS, shares it by link, and gives its address. */
async function share(browser: Browser, { lms }: DemoPlatform, origin: string): Promise<string> {
  const mine = expectPage(
    (await launch(lms, { as: TYPED, browser })).response,
    'the learner’s launch',
  );
  const place = /\/my\/badges\/[\w-]+/.exec(mine.text)?.[0];
  if (place === undefined) throw new Error('the learner’s page shows no badge');
  const badge = expectPage(await browser.get(`${origin}${place}`), 'the learner’s badge');
  const form = formsOf(badge).find(({ action }) => action.endsWith('/share'));
  if (form === undefined) throw new Error('the badge cannot be shared');
  const shared = await browser.submit(badge, { visibility: 'link' }, '/share');
  const address = new RegExp(`${origin}/credentials/[\\w-]{22}`).exec(shared.text)?.[0];
  if (address === undefined) throw new Error('the shared badge has no address');
  return address;
}

/** Fetches and verifies the badge in a process that knows its address alone. */
async function verifyElsewhere(
  address: string,
  folder: string | undefined,
): Promise<string | null> {
  const script = path.resolve('scripts/verify-badge.mjs');
  const args = folder === undefined ? [script, address] : [script, address, folder];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  );
  const result = JSON.parse(stdout || '{"verified":false,"error":"no answer"}') as {
    verified: boolean;
    error?: string;
  };
  return result.verified ? null : (result.error ?? 'not verified');
}

/** Every form in which a learner can take the badge away, by the name of its file. */
const FILES = {
  jwt: 'badge.jwt',
  png: 'badge.png',
  svg: 'badge.svg',
  pdf: 'badge.pdf',
  zip: 'bundle.zip',
};

/** Keeps the files of a shared badge beside what the verifier fetched. */
async function keepFiles(address: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [form, name] of Object.entries(FILES)) {
    const answer = await fetch(`${address}.${form}`);
    if (!answer.ok) throw new Error(`the badge as ${form} answers ${answer.status}`);
    await writeFile(path.join(folder, name), new Uint8Array(await answer.arrayBuffer()));
  }
}

/** Waits until the tool has read the column's results twice more, and the work after that is done. */
async function twoMorePolls({ lms }: DemoPlatform): Promise<void> {
  const polls = () =>
    lms.requests.filter(({ method, path: at }) => method === 'GET' && at.endsWith('/results'))
      .length;
  const before = polls();
  // The third one begins only when the second one's work is over: checks of one course do not overlap.
  await until('two further polls', () => (polls() >= before + 3 ? true : null));
}

/** The whole journey on one platform. */
export async function checkPlatform(
  { laurel }: DemoWorld,
  platform: DemoPlatform,
  out: string | undefined,
): Promise<PlatformReport> {
  const { lms, name, platformId } = platform;
  const origin = laurel.settings.publicUrl;
  const problems: string[] = [];
  const badgesOf = (username: string) =>
    laurel.credentials.listByPerson(personIdOf(platformId, lms.person(username).sub));
  let seconds: number | null = null;
  let verified = false;
  let launches = 0;
  try {
    typeFirstGrades(platform);
    await mapAssessment(createBrowser(), platform, origin);
    launches += 1;
    await until('the badge of who had passed before', async () =>
      (await badgesOf('learner2')).length > 0 ? true : null,
    );
    const { savedAt } = lms.setGrade(TYPED, platform.tool.link.column ?? '', 85);
    await until('the badge of who passes now', async () =>
      (await badgesOf(TYPED)).length > 0 ? true : null,
    );
    seconds = (Date.now() - savedAt.getTime()) / 1000;
    const address = await share(createBrowser(), platform, origin);
    launches += 1;
    const folder = out === undefined ? undefined : path.join(out, name);
    const problem = await verifyElsewhere(address, folder);
    verified = problem === null;
    if (problem !== null) problems.push(`not verified: ${problem}`);
    if (folder !== undefined) await keepFiles(address, folder);
    await twoMorePolls(platform);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  for (const person of lms.course.people) {
    const count = (await badgesOf(person.username)).length;
    const expected = PASSING.includes(person.username) ? 1 : 0;
    if (count !== expected)
      problems.push(`${person.username} has ${count} badges, not ${expected}`);
  }
  const badges = (await badgesOf(TYPED)).length;
  return { name, launches, badges, verified, secondsFromGradeToBadge: seconds, problems };
}
