import { isOfPlatform } from './addresses.js';
import type { Link, Person } from './course.js';
import type { LaunchOptions } from './launching.js';
import type { TestPlatform } from './platform.js';

export interface BrowserAnswer {
  status: number;
  url: string;
  headers: Headers;
  text: string;
}

export interface BrowserOptions {
  /** What fetches from the tool, when it is not on the network. Default: fetch. */
  toolFetch?: typeof fetch;
  /** Throws away every cookie of hosts that are not the platform's. */
  blockToolCookies?: boolean;
}

export interface Step {
  method: string;
  url: string;
  status: number;
}

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&#x2F;': '/',
  '&#x3D;': '=',
  '&#x60;': '`',
};

function unescapeHtml(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39|#x27|#x2F|#x3D|#x60);/g, (one) => ENTITIES[one]!);
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag);
  const value = match?.[1] ?? match?.[2];
  return value === undefined ? undefined : unescapeHtml(value);
}

export interface Form {
  action: string;
  method: string;
  fields: Record<string, string>;
}

/** The forms of a page with their fields (inputs, textareas, selects), as a browser without scripts would send them. */
export function formsOf(answer: BrowserAnswer): Form[] {
  return [...answer.text.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([form]) => {
    const opening = /^<form\b[^>]*>/i.exec(form)![0];
    const fields: Record<string, string> = {};
    for (const [input] of form.matchAll(/<input\b[^>]*>/gi)) {
      const name = attribute(input, 'name');
      const type = attribute(input, 'type');
      const isUnchecked = (type === 'checkbox' || type === 'radio') && !/\schecked/i.test(input);
      if (name && !isUnchecked) fields[name] = attribute(input, 'value') ?? '';
    }
    for (const [, tag, text] of form.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/gi)) {
      const name = attribute(` ${tag}`, 'name');
      if (name) fields[name] = unescapeHtml(text ?? '');
    }
    for (const [, tag, inner] of form.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi)) {
      const name = attribute(` ${tag}`, 'name');
      const options = (inner ?? '').match(/<option\b[^>]*>/gi) ?? [];
      const chosen = options.find((option) => /\sselected/i.test(option)) ?? options[0];
      if (name && chosen) fields[name] = attribute(chosen, 'value') ?? '';
    }
    return {
      action: new URL(attribute(opening, 'action') ?? answer.url, answer.url).href,
      method: (attribute(opening, 'method') ?? 'get').toUpperCase(),
      fields,
    };
  });
}

/** Where the links of a page lead. */
function linksOf(answer: BrowserAnswer): string[] {
  return [...answer.text.matchAll(/<a\b[^>]*>/gi)]
    .map(([tag]) => attribute(tag, 'href'))
    .filter((href) => href !== undefined)
    .map((href) => new URL(href, answer.url).href);
}

/** A cookie jar with fetch: follows redirects as browsers do and keeps every step. */
export class Browser {
  private jar = new Map<string, Map<string, string>>();
  readonly steps: Step[] = [];
  constructor(readonly options: BrowserOptions = {}) {}

  /** The cookies kept for an address, by name. */
  cookies(url: string): Record<string, string> {
    return Object.fromEntries(this.jar.get(new URL(url).hostname) ?? []);
  }

  /** Puts a cookie there, as another site of the same domain could. */
  plant(url: string, name: string, value: string): void {
    const { hostname } = new URL(url);
    this.jar.set(hostname, new Map(this.jar.get(hostname)).set(name, value));
  }

  clearCookies(): void {
    this.jar.clear();
  }

  private isTool(url: string): boolean {
    return !isOfPlatform(url);
  }

  private keep(url: string, headers: Headers): void {
    if (this.options.blockToolCookies && this.isTool(url)) return;
    const host = new URL(url).hostname;
    const kept = this.jar.get(host) ?? new Map<string, string>();
    for (const cookie of headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(/;\s*/);
      const at = pair.indexOf('=');
      const isOver = attributes.some((one) => {
        const [key = '', value = ''] = one.split('=');
        const name = key.toLowerCase();
        return (
          (name === 'max-age' && Number(value) <= 0) ||
          (name === 'expires' && new Date(value).getTime() <= Date.now())
        );
      });
      if (isOver) kept.delete(pair.slice(0, at));
      else kept.set(pair.slice(0, at), pair.slice(at + 1));
    }
    this.jar.set(host, kept);
  }

  /** One request without following redirects. */
  async request(url: string, init: RequestInit = {}): Promise<BrowserAnswer> {
    const headers = new Headers(init.headers);
    const cookies = [...(this.jar.get(new URL(url).hostname) ?? [])];
    if (cookies.length > 0) {
      headers.set('cookie', cookies.map(([name, value]) => `${name}=${value}`).join('; '));
    }
    if (!headers.has('user-agent')) headers.set('user-agent', 'Mozilla/5.0 (X11; Linux) Test/1');
    if (!headers.has('accept')) headers.set('accept', 'text/html,application/xhtml+xml,*/*;q=0.8');
    const send = this.isTool(url) ? (this.options.toolFetch ?? fetch) : fetch;
    const answer = await send(url, { ...init, headers, redirect: 'manual' });
    this.keep(url, answer.headers);
    this.steps.push({ method: init.method ?? 'GET', url, status: answer.status });
    return { status: answer.status, url, headers: answer.headers, text: await answer.text() };
  }

  private async follow(answer: BrowserAnswer, again: RequestInit): Promise<BrowserAnswer> {
    let last = answer;
    for (let hops = 0; hops < 20; hops += 1) {
      const location = last.headers.get('location');
      if (last.status < 300 || last.status > 399 || !location) return last;
      const url = new URL(location, last.url).href;
      const keepsMethod = last.status === 307 || last.status === 308;
      last = await this.request(url, keepsMethod ? again : {});
    }
    throw new Error(`Too many redirects from ${answer.url}`);
  }

  async get(url: string, init: RequestInit = {}): Promise<BrowserAnswer> {
    return this.follow(await this.request(url, init), init);
  }

  async post(
    url: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<BrowserAnswer> {
    const init = { method: 'POST', body: new URLSearchParams(fields), headers };
    return this.follow(await this.request(url, init), init);
  }

  /** Sends the first form of a page (or the one whose action contains `action`), with some fields changed. */
  async submit(
    answer: BrowserAnswer,
    changes: Record<string, string> = {},
    action = '',
  ): Promise<BrowserAnswer> {
    const form = formsOf(answer).find((one) => one.action.includes(action));
    if (!form) throw new Error(`No form ${action} on ${answer.url}`);
    const fields = { ...form.fields, ...changes };
    const { origin } = new URL(answer.url);
    if (form.method === 'POST') return this.post(form.action, fields, { origin });
    return this.get(`${form.action.split('?')[0]}?${new URLSearchParams(fields).toString()}`);
  }
}

export function createBrowser(options: BrowserOptions = {}): Browser {
  return new Browser(options);
}

export interface LaunchResult {
  /** The tool's last answer, redirects followed. */
  response: BrowserAnswer;
  /** What the platform had the browser post to the tool; empty when it never came to that. */
  idToken: string;
  state: string;
  redirectUri: string;
  steps: Step[];
  browser: Browser;
}

export interface BrowserlessLaunch extends Omit<LaunchOptions, 'as' | 'link'>, BrowserOptions {
  as: Person | string;
  link?: Link;
  browser?: Browser;
  /** Start with a GET instead of a form POST. */
  loginBy?: 'GET' | 'POST';
}

/**
 * Launches the tool as a browser would, from a signed-in person's click to the tool's page: login initiation,
 * authorization, form_post, and whatever redirects the tool answers with. Stops early where the tool does not redirect
 * to the platform, and gives that answer.
 */
export async function launch(
  platform: TestPlatform,
  options: BrowserlessLaunch,
): Promise<LaunchResult> {
  const browser = options.browser ?? createBrowser(options);
  const person = platform.person(options.as);
  if (!person.isVisitor) {
    await browser.get(`${platform.baseUrl}/act-as?user=${person.username}&next=/style.css`);
  }
  const { url, fields } = platform.startLaunch(options);
  const from = browser.steps.length;
  const query = new URLSearchParams(fields).toString();
  let answer =
    options.loginBy === 'GET'
      ? await browser.get(`${url}${url.includes('?') ? '&' : '?'}${query}`)
      : await browser.post(url, fields, { origin: platform.baseUrl });
  const result: LaunchResult = {
    response: answer,
    idToken: '',
    state: '',
    redirectUri: '',
    steps: [],
    browser,
  };
  const isPlatform = isOfPlatform;
  if (!isPlatform(answer.url)) {
    const onward = formsOf(answer).find((form) => isPlatform(form.action));
    const link = linksOf(answer).find(isPlatform);
    if (!onward && !link) return { ...result, steps: browser.steps.slice(from) };
    answer = onward
      ? await browser.submit(answer, {}, onward.action)
      : await browser.get(link ?? '');
  }
  const form = formsOf(answer)[0];
  if (!form || isPlatform(form.action)) {
    return { ...result, response: answer, steps: browser.steps.slice(from) };
  }
  result.redirectUri = form.action;
  result.idToken = form.fields.id_token ?? '';
  result.state = form.fields.state ?? '';
  result.response = await browser.post(form.action, form.fields, {
    origin: new URL(answer.url).origin,
  });
  return { ...result, steps: browser.steps.slice(from) };
}
