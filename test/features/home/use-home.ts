import {
  createBrowser,
  formsOf,
  type Browser,
  type BrowserAnswer,
} from '../../support/lms/index.js';
import type { Laurel } from '../../../src/app.js';
import type { Visitor } from '../../security/two-courses.js';

/** A Laurel that listens somewhere, in a test or in the demo. */
type ListeningLaurel = Pick<Laurel, 'mail' | 'home'> & { readonly url: string };

/** The mails that wait, of one view, the newest first; of those of one moment the one that was put in last. */
export const mailsOf = async ({ mail }: Pick<Laurel, 'mail'>, view: string) => {
  const entries = (await mail.list({ state: 'pending' })).filter((one) => one.view === view);
  return Promise.all(entries.map(({ key }) => mail.read(key)));
};

const linkIn = (text: string, path: string): string =>
  new RegExp(`http://\\S+${path}/[\\w-]+`).exec(text)?.[0] ?? '';

/** Confirms a personal address from within the learning platform, and puts the learner's badges into its home. */
export async function joinHome(
  laurel: ListeningLaurel,
  { browser }: Pick<Visitor, 'browser'>,
  address: string,
  home: 'yes' | 'no' = 'yes',
): Promise<BrowserAnswer> {
  const settings = await browser.get(`${laurel.url}/my/settings`);
  const form = formsOf(settings).find(({ action }) => action.endsWith('/my/settings/email'));
  const fields = { ...form?.fields, email: address };
  await browser.post(form?.action ?? '', fields, { origin: laurel.url });
  const mails = await mailsOf(laurel, 'confirm-email');
  const mail = mails.find(({ to }) => to === address);
  // The mail is read on another machine: there is no session of the platform.
  const elsewhere = createBrowser();
  const page = await elsewhere.get(linkIn(mail?.text ?? '', '/email'));
  return elsewhere.submit(page, { home }, '/email/');
}

/** Asks for a link as anybody can, and gives the answer. */
export async function askForLink(
  laurel: ListeningLaurel,
  email: string,
  browser: Browser = createBrowser(),
): Promise<BrowserAnswer> {
  const page = await browser.get(`${laurel.url}/home`);
  const answer = await browser.submit(page, { email }, '/home/sign-in');
  await laurel.home.idle();
  return answer;
}

/** The link of the mail that was sent to an address last; '' where there is none. */
export async function lastLink(laurel: ListeningLaurel, address: string): Promise<string> {
  const mails = await mailsOf(laurel, 'home-sign-in');
  return linkIn(mails.find(({ to }) => to === address)?.text ?? '', '/home/enter');
}

/** Signs in by the link of a mail. */
export async function signIn(
  laurel: ListeningLaurel,
  address: string,
  browser: Browser = createBrowser(),
): Promise<{ readonly browser: Browser; readonly page: BrowserAnswer }> {
  await askForLink(laurel, address);
  const door = await browser.get(await lastLink(laurel, address));
  const page = await browser.submit(door, {}, '/home/enter');
  return { browser, page };
}
