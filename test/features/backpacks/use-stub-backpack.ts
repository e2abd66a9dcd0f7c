import { afterAll, beforeAll, beforeEach } from 'vitest';
import {
  formsOf,
  startMoodleLike,
  type Browser,
  type MoodleLike,
} from '../../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openHome } from '../../security/open-home.js';
import {
  openTenant,
  register,
  setUpBadge,
  type Tenant,
  type Visitor,
} from '../../security/two-courses.js';
import { startStubBackpack, type StubBackpack } from './stub-backpack.js';

export let laurel: TestLaurel;
let moodle: MoodleLike;
export let tenant: Tenant;
export let awardId: string;
export let home: Visitor;
export let mallory: Visitor;
export let stub: StubBackpack;

/** Two homes, one of them with a badge, and a backpack elsewhere, another for each test. */
export function useStubBackpack(): void {
  beforeAll(async () => {
    laurel = await startTestLaurel();
    moodle = await startMoodleLike();
    const tool = moodle.registerTool({ url: laurel.url });
    tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
    ({ awardId } = await setUpBadge(laurel, tenant, 'Sent away'));
    home = await openHome(laurel, tenant);
    mallory = await openHome(laurel, tenant, 'learner2', 'mallory@life.example');
  });
  afterAll(async () => {
    await moodle.close();
    await laurel.close();
  });
  beforeEach(async () => {
    stub = await startStubBackpack();
    return async () => {
      await laurel.connection.collection('backpack_links').deleteMany({});
      await stub.close();
    };
  });
}

export const pageOf = () => `${laurel.url}/home/backpacks/send/${awardId}`;
export const SEND = () => `/home/backpacks/send/${awardId}`;

export async function ask(browser: Browser, address: string) {
  const forms = formsOf(await browser.get(pageOf()));
  const form = forms.find(({ action }) => action.endsWith(SEND()));
  return browser.post(form?.action ?? '', { ...form?.fields, address }, { origin: laurel.url });
}

export const consentIn = (html: string): string =>
  (/href="([^"]*authorize[^"]*)"/.exec(html)?.[1] ?? '')
    .replaceAll('&#x3D;', '=')
    .replaceAll('&amp;', '&');

/** Asks the backpack, says yes there, and comes back. */
export async function connect(address = stub.url) {
  const asked = await ask(home.browser, address);
  return home.browser.get(consentIn(asked.text));
}
