import {
  dateTimeFormat,
  displayNames,
  listFormat,
  numberFormat,
  omitUndefined,
  relativeTimeFormat,
} from '../base/index.js';
import Handlebars, { type HelperOptions } from 'handlebars';
import type { ColorScheme } from './color-scheme.js';
import type { LanguageChoice } from './languages.js';
import { setApart, type Locale, type MessageValues } from './locale.js';
import { renderMarkdown } from './markdown.js';

/** What every template of one answer knows beside its model; helpers read it, templates as `@page`. */
export interface PageData {
  readonly locale: Locale;
  readonly now: Date;
  readonly csrfToken: string | undefined;
  /** Only in a cookieless session. */
  readonly frameToken: string | undefined;
  /** Back to the learning platform, where the launch told it. */
  readonly returnUrl: string | undefined;
  readonly colorScheme: ColorScheme;
  /** The page in each language; none in mail. */
  readonly languages?: readonly LanguageChoice[] | undefined;
  readonly asset: (file: string) => string;
  /** Whether the fonts of pages were built; else the reader's system has to do. */
  readonly hasFonts?: boolean;
}

const text = (value: unknown): string =>
  ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? `${value as string}` : '';
const escape = (value: unknown) => Handlebars.escapeExpression(text(value));
const safe = (html: string) => new Handlebars.SafeString(html);

function pageOf(options: HelperOptions): PageData {
  return (options.data as { page: PageData }).page;
}

function attributes(hash: Record<string, unknown>, without: readonly string[] = []): string {
  return Object.entries(hash)
    .filter(([name, value]) => !without.includes(name) && value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escape(value)}"`))
    .join('');
}

const hidden = (name: string, value: string) =>
  `<input type="hidden" name="${name}" value="${escape(value)}">`;

function asDate(value: unknown): Date | null {
  if (!(value instanceof Date) && typeof value !== 'string' && typeof value !== 'number')
    return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/**
 * A time in UTC. public/laurel.js rewrites one with its hour in the reader's own zone; a day alone is the same for everybody,
 * as it stands in the badge, on its certificate and in mail.
 */
function time(value: unknown, options: HelperOptions, kind: 'date' | 'datetime') {
  const date = asDate(value);
  if (date === null) return '';
  const { locale } = pageOf(options);
  const words = dateTimeFormat(
    locale.tag,
    omitUndefined({
      dateStyle: 'long',
      timeZone: 'UTC',
      timeStyle: kind === 'datetime' ? 'short' : undefined,
    }),
  ).format(date);
  const zone = kind === 'datetime' ? ' UTC' : '';
  const local = kind === 'datetime' ? ' data-local="datetime"' : '';
  return safe(`<time datetime="${date.toISOString()}"${local}>${escape(words)}${zone}</time>`);
}

/** A day as plain text, in UTC, for mail and as a value in a message. */
function day(value: unknown, options: HelperOptions): string {
  const date = asDate(value);
  const format = { dateStyle: 'long', timeZone: 'UTC' } as const;
  const { locale } = pageOf(options);
  return date === null ? '' : dateTimeFormat(locale.tag, format).format(date);
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** "40 seconds ago", "in 3 days". */
export function relativeTime(date: Date, now: Date, locale: string): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return relativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

function ago(value: unknown, options: HelperOptions) {
  const date = asDate(value);
  if (date === null) return '';
  const { locale, now } = pageOf(options);
  const words = relativeTime(date, now, locale.tag);
  return safe(`<time datetime="${date.toISOString()}" data-local="ago">${escape(words)}</time>`);
}

/** "15 minutes", "2 hours": how long it is until a time, rounded up; nothing once it has passed. */
export function timeLeft(until: Date, now: Date, locale: string): string {
  const minutes = Math.max(0, Math.ceil((until.getTime() - now.getTime()) / 60_000));
  const [value, unit] = minutes < 120 ? [minutes, 'minute'] : [Math.ceil(minutes / 60), 'hour'];
  return numberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

function remaining(value: unknown, options: HelperOptions): string {
  const date = asDate(value);
  const { locale, now } = pageOf(options);
  return date === null ? '' : timeLeft(date, now, locale.tag);
}

/**
 * A link within the tool. With cookies an `<a>`; in a cookieless session a form-button that posts the frame
 * token, so that the session never stands in an address.
 */
function link(this: unknown, href: unknown, options: HelperOptions) {
  const { frameToken } = pageOf(options);
  const hash = options.hash as Record<string, unknown>;
  const content = options.fn(this, { data: options.data as object });
  if (frameToken === undefined)
    return safe(`<a href="${escape(href)}"${attributes(hash)}>${content}</a>`);
  // A button stays a button; everything else looks like the link it stands for.
  const isShaped = /\b(button|tab)\b/.test(text(hash.class));
  const classes = `${isShaped ? '' : 'link '}${escape(hash.class)}`.trim();
  const rest = attributes(hash, ['class', 'target', 'rel']);
  if ((options.data as { isInForm?: boolean }).isInForm === true) {
    return safe(
      `<button class="${classes}" formaction="${escape(href)}" formmethod="post" formnovalidate` +
        ` name="_method" value="link"${rest}>${content}</button>`,
    );
  }
  return safe(
    `<form class="link-form" method="post" action="${escape(href)}">${hidden('_method', 'get')}` +
      `${hidden('_frame', frameToken)}<button class="${classes}"${rest}>${content}</button></form>`,
  );
}

/** A form with the session's own fields. `method="get"` becomes a posted get in a cookieless session. */
function form(this: unknown, options: HelperOptions) {
  const { csrfToken, frameToken } = pageOf(options);
  const hash = options.hash as Record<string, unknown>;
  const isGet = hash.method === 'get';
  const data = Object.assign(Handlebars.createFrame(options.data) as object, { isInForm: true });
  const content = options.fn(this, { data });
  const method = isGet && frameToken === undefined ? 'get' : 'post';
  const own = [
    isGet && frameToken !== undefined ? hidden('_method', 'get') : '',
    frameToken === undefined ? '' : hidden('_frame', frameToken),
    isGet || csrfToken === undefined ? '' : hidden('_csrf', csrfToken),
  ].join('');
  return safe(`<form method="${method}"${attributes(hash, ['method'])}>${own}${content}</form>`);
}

/** JSON for a `<script type="application/ld+json">`: nothing in it can close the element. */
function jsonLd(value: unknown) {
  const json = JSON.stringify(value) ?? 'null';
  return safe(
    json.replace(
      /[<>&\u2028\u2029]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}

function t(key: string, options: HelperOptions): string {
  return pageOf(options).locale.t(key, options.hash as MessageValues);
}

/** Stands in a message for a piece of HTML, which comes in when the message is escaped: signs that no message has. */
const standIn = (at: number) => `\uE000${at}\uE001`;

/**
 * A message with `**strong words**` and `` `code` `` in it. What it is filled with is escaped like the rest, but for what
 * another helper made: `{{rich "web.checked.last" time=(ago at)}}`.
 */
function rich(key: string, options: HelperOptions) {
  const made: string[] = [];
  const values = Object.fromEntries(
    Object.entries(options.hash as Record<string, unknown>).map(([name, value]) => {
      if (!(value instanceof Handlebars.SafeString)) return [name, value];
      made.push(String(value));
      return [name, standIn(made.length - 1)];
    }),
  );
  const html = escape(pageOf(options).locale.t(key, values));
  // Handlebars escapes the grave accent too.
  return safe(
    html
      .replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
      .replace(/&#x60;(.+?)&#x60;/g, '<code dir="ltr">$1</code>')
      .replace(/\uE000(\d+)\uE001/g, (_all, at: string) => made[Number(at)] ?? ''),
  );
}

/** Names in a row, as the reader's language lists them; each keeps its own direction. */
function nameList(list: unknown, options: HelperOptions) {
  const all = Array.isArray(list) ? list.map((name) => text(name)) : [];
  const format = listFormat(pageOf(options).locale.tag, { type: 'unit' });
  return safe(
    format
      .formatToParts(all)
      .map(({ type, value }) =>
        type === 'element' ? `<bdi>${escape(value)}</bdi>` : escape(value),
      )
      .join(''),
  );
}

function number(value: unknown, options: HelperOptions): string {
  return typeof value === 'number'
    ? numberFormat(pageOf(options).locale.tag, { maximumFractionDigits: 5 }).format(value)
    : text(value);
}

/** A language in its own name: "Deutsch"; its code where it is none that Intl knows. */
function languageName(code: string): string {
  try {
    return displayNames(code, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** What a title of a page holds beside other words, where no markup can keep it apart. */
const apart = (value: unknown, options: HelperOptions): string =>
  setApart(text(value), pageOf(options).locale.dir);

const truthy = (value: unknown) => !Handlebars.Utils.isEmpty(value) && value !== false;

/** Every helper that templates may use; views/README.md tells them. */
export function registerHelpers(handlebars: typeof Handlebars): void {
  handlebars.registerHelper({
    t,
    rich,
    link,
    form,
    jsonLd,
    number,
    nameList,
    languageName,
    apart,
    markdown: (value: unknown) => safe(renderMarkdown(text(value))),
    ago,
    remaining,
    day,
    date: (value: unknown, options: HelperOptions) => time(value, options, 'date'),
    datetime: (value: unknown, options: HelperOptions) => time(value, options, 'datetime'),
    asset: (file: string, options: HelperOptions) => safe(pageOf(options).asset(file)),
    eq: (a: unknown, b: unknown) => a === b,
    ne: (a: unknown, b: unknown) => a !== b,
    not: (a: unknown) => !truthy(a),
    and: (...values: unknown[]) => values.slice(0, -1).every(truthy),
    or: (...values: unknown[]) => values.slice(0, -1).find(truthy),
    includes: (list: unknown, value: unknown) =>
      Array.isArray(list) ? list.includes(value) : list === value,
    concat: (...values: unknown[]) => values.slice(0, -1).join(''),
    get: (object: unknown, key: unknown) =>
      typeof object === 'object' && object !== null && Object.hasOwn(object, String(key))
        ? (object as Record<string, unknown>)[String(key)]
        : undefined,
    list: (...values: unknown[]) => values.slice(0, -1),
    object: (options: HelperOptions) => options.hash as object,
  });
}
