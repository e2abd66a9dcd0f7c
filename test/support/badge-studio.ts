import { formsOf } from './lms/browserless.js';
import type { Browser, BrowserAnswer } from './lms/index.js';

/** What a new badge says, so that it can be activated. */
export const TYPED = {
  name: 'Data Literacy',
  canDo: 'read a chart',
  criteria: 'Pass the activity.',
  release: 'immediately',
};

export const fieldsOf = (page: BrowserAnswer) =>
  formsOf(page).find(({ fields }) => 'family' in fields)?.fields ?? {};
export const setUpOf = (page: BrowserAnswer) =>
  formsOf(page).find(({ fields }) => 'canDo' in fields)?.fields ?? {};
const unescape = (text: string) =>
  text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=').replaceAll('&quot;', '"');
export const imageOf = (page: BrowserAnswer): string =>
  unescape(/class="large" src="([^"]+)"/.exec(page.text)?.[1] ?? '');
export const shownIcons = (page: BrowserAnswer): string[] =>
  [
    ...page.text.matchAll(
      /data-words="[^"]*"( hidden)?><input type="radio" name="icon" value="([^"]+)"/g,
    ),
  ].flatMap(([, hidden, name]) => (hidden === undefined && name !== undefined ? [name] : []));

/** What a person does in the badge studio, without JavaScript. `url`: where Laurel is. */
export function studioAt(url: () => string) {
  /** Sends the form that a page has, with a button, to the button's own address where it has one. */
  async function send(
    browser: Browser,
    page: BrowserAnswer,
    changes: Readonly<Record<string, string>>,
    address?: string,
  ): Promise<BrowserAnswer> {
    const form = formsOf(page).find(({ fields }) => 'canDo' in fields || 'family' in fields);
    const body = new URLSearchParams({ ...form?.fields, ...changes });
    const answer = await browser.request(address ?? form?.action ?? '', {
      method: 'POST',
      body,
      headers: { origin: url() },
    });
    const location = answer.headers.get('location');
    return location ? browser.get(new URL(location, answer.url).href) : answer;
  }

  /** The studio of a new badge of which a few fields are typed. */
  async function openStudio(browser: Browser, typed = TYPED): Promise<BrowserAnswer> {
    const page = await browser.get(`${url()}/course/new`);
    return send(browser, page, { ...typed, do: 'studio' }, `${url()}/course/new/studio`);
  }

  async function activate(browser: Browser, studio: BrowserAnswer): Promise<BrowserAnswer> {
    const draft = await send(browser, studio, { do: 'use' });
    const looked = await send(browser, draft, { do: 'simulate' });
    const active = await send(browser, looked, { do: 'activate' });
    if (!active.url.includes('/course/badges/')) throw new Error(`not activated: ${active.url}`);
    return active;
  }

  return { send, openStudio, activate };
}
