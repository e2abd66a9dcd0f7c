import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import { lazy, numberFormat } from '../base/index.js';

/** A message: one text, or one for each plural form (CLDR) chosen by `count`. */
type Message = string | Readonly<Record<string, string>>;
type Catalogue = ReadonlyMap<string, Message>;

/** What a message may be filled with. Numbers are written in the reader's way. */
export type MessageValues = Readonly<Record<string, unknown>>;

/** The words of a message in a reader's language. */
export type Translate = (key: string, values?: MessageValues) => string;

/** The language one answer is written in. */
export interface Locale {
  /** The language of the words, as its folder is called: `pt` or `ar`. */
  readonly code: string;
  /** The reader's own tag (BCP 47) in that language, such as `en-GB`: how numbers, dates and names are written (Intl). */
  readonly tag: string;
  readonly dir: 'ltr' | 'rtl';
  /** The message of a key in this language, else in English, else the key itself. */
  readonly t: (key: string, values?: MessageValues) => string;
  /** The messages of one room by key, as they are written, for a script in the page to fill. Messages with plural forms are left out. */
  readonly messages: (room: string) => Record<string, string>;
}

export interface Locales {
  readonly codes: readonly string[];
  /** Whether there are words in the language of a wish. */
  speaks(wish: string): boolean;
  /** The best of what is spoken here for a list of wishes, dearest first; English at last. */
  choose(wishes: readonly string[]): Locale;
}

const FOLDER = fileURLToPath(new URL('../../config/locales', import.meta.url));
const RTL = new Set(['ar', 'fa', 'he', 'ur']);

const dirOf = (code: string): 'ltr' | 'rtl' => (RTL.has(code.split('-')[0] ?? '') ? 'rtl' : 'ltr');

const PLURAL_FORMS = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

/** A message with forms, not a group of messages one of which happens to be called “other”. */
function isPlural(value: object): value is Record<string, string> {
  return 'other' in value && Object.keys(value).every((key) => PLURAL_FORMS.has(key));
}

function flatten(prefix: string, value: unknown, into: Map<string, Message>): void {
  if (typeof value === 'string') into.set(prefix, value);
  if (typeof value !== 'object' || value === null) return;
  if (isPlural(value)) {
    into.set(prefix, value);
    return;
  }
  for (const [key, inner] of Object.entries(value)) flatten(`${prefix}.${key}`, inner, into);
}

/** A language is a folder of `config/locales/`; each of its files is a room's messages under that room's name. */
function readCatalogue(folder: string): Catalogue {
  const messages = new Map<string, Message>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const content: unknown = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
    flatten(path.basename(file, '.json'), content, messages);
  }
  return messages;
}

/** Hebrew, Arabic and the other scripts that are written from right to left. */
const FROM_RIGHT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** Texts that leave the page, such as into a PDF or a curriculum vitae: no signs that are not seen go with them. */
const LEAVES_THE_PAGE = /^(certificate|keep)\./;

/**
 * A value between marks (UAX #9, 2.4: LRI or RLI … PDI), so that it leaves the order of the sentence around it alone. Its
 * direction is that of its first letter, else the sentence's: FSI would pass over values within it that are kept apart
 * themselves, and take what is left for a text from the left.
 */
function isolate(value: string, isSentenceFromRight: boolean): string {
  const [letter] = /\p{L}/u.exec(value) ?? [];
  const isFromRight = letter === undefined ? isSentenceFromRight : FROM_RIGHT.test(letter);
  return `${isFromRight ? '\u2067' : '\u2066'}${value}\u2069`;
}

/** Signs that turn the direction of all that follows (UAX #9, 2.1 and 2.2). */
const TURNS = /[\u202A-\u202E]/gu;
const KEPT_APART = /[\u2066-\u2069]/gu;

/** Whether each mark that opens is closed, and none closes what it did not open. */
function isClosed(value: string): boolean {
  let depth = 0;
  for (const [mark] of value.matchAll(KEPT_APART)) {
    depth += mark === '\u2069' ? -1 : 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/**
 * @returns a text for a place where no markup can be, such as the title of a page: without signs that would turn what
 *   follows it, and between marks where it runs against the words around it
 */
export function setApart(value: string, dir: Locale['dir']): string {
  const straight = value.replace(TURNS, '');
  const text = isClosed(straight) ? straight : straight.replace(KEPT_APART, '');
  const isOther = text !== '' && FROM_RIGHT.test(text) !== (dir === 'rtl');
  return isOther ? isolate(text, dir === 'rtl') : text;
}

function fill(text: string, tag: string, values: MessageValues, isAlone: boolean): string {
  const isFromRight = dirOf(tag) === 'rtl';
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (typeof value === 'number') return numberFormat(tag).format(value);
    if (typeof value !== 'string') return whole;
    return isAlone && value !== '' && (isFromRight || FROM_RIGHT.test(value))
      ? isolate(value, isFromRight)
      : value;
  });
}

/** @returns the words of a language for a reader with a tag in it */
function createLocale(code: string, own: Catalogue, english: Catalogue): (tag: string) => Locale {
  const rules = new Intl.PluralRules(code);
  const englishRules = new Intl.PluralRules('en');
  return (tag) => ({
    code,
    tag,
    dir: dirOf(code),
    t(key, values = {}) {
      const isOwn = own.has(key);
      const message = own.get(key) ?? english.get(key) ?? key;
      const isAlone = !LEAVES_THE_PAGE.test(key);
      if (typeof message === 'string') return fill(message, tag, values, isAlone);
      const form = (isOwn ? rules : englishRules).select(Number(values.count ?? 0));
      return fill(message[form] ?? message.other ?? key, tag, values, isAlone);
    },
    messages: (room) =>
      Object.fromEntries(
        [...english, ...own].filter(
          (entry): entry is [string, string] =>
            entry[0].startsWith(`${room}.`) && typeof entry[1] === 'string',
        ),
      ),
  });
}

/** `pt-BR` is served by `pt-br` where there is one, else by `pt`; Moodle writes `pt_br`. */
function candidates(wish: string): string[] {
  const tag = wish.trim().toLowerCase().replaceAll('_', '-');
  return [tag, tag.split('-')[0] ?? tag];
}

/** What a wish for a language asks for: the tag without its extensions, which could ask for other numbers or another calendar. */
interface Wish {
  readonly language: string;
  readonly region: string | undefined;
  readonly tag: string;
}

const MOST_WISHES = 500;
const LONGEST_WISH = 35;
/** What wishes ask for, each worked out once; `false` where it is no tag. */
const wishesKnown = new LRUCache<string, Wish | false>({ max: MOST_WISHES });

function readWish(wish: string): Wish | false {
  try {
    const { baseName: tag, language, region } = new Intl.Locale(wish.trim().replaceAll('_', '-'));
    return { language, region, tag };
  } catch {
    return false;
  }
}

/** @returns what is asked for; false where it is no tag, or none that a reader needs (RFC 5646, 4.4.1: 35 characters) */
function plainTag(wish: string): Wish | false {
  if (wish.length > LONGEST_WISH) return false;
  const known = wishesKnown.get(wish);
  if (known !== undefined) return known;
  const read = readWish(wish);
  wishesKnown.set(wish, read);
  return read;
}

/**
 * The tag of a reader whose words are in a language: the first wish in it that names a region, for a platform says `en` where
 * the browser says `en-GB`.
 */
function tagIn(code: string, wishes: readonly string[]): string {
  if (code.includes('-')) return code;
  const language = plainTag(code) || undefined;
  const found = wishes
    .map(plainTag)
    .find((each) => each && each.language === language?.language && each.region !== undefined);
  return found ? found.tag : code;
}

/** The languages of an Accept-Language header (RFC 9110, 12.5.4), dearest first. */
export function parseAcceptLanguage(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const q = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { tag, weight: q === undefined ? 1 : Number(q.trim().slice(2)) || 0 };
    })
    .filter(({ tag, weight }) => tag !== '' && tag !== '*' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

export function readLocales(folder: string = FOLDER): Locales {
  const codes = readdirSync(folder).filter((name) =>
    statSync(path.join(folder, name)).isDirectory(),
  );
  // Each language is read when somebody reads it first.
  const catalogues = new Map(
    codes.map((code) => [code.toLowerCase(), lazy(() => readCatalogue(path.join(folder, code)))]),
  );
  const english = catalogues.get('en') ?? (() => new Map<string, Message>());
  const locales = new Map(
    [...catalogues].map(([code, own]) => [code, lazy(() => createLocale(code, own(), english()))]),
  );
  const fallback = locales.get('en') ?? lazy(() => createLocale('en', english(), english()));
  const find = (wishes: readonly string[]) =>
    wishes.flatMap(candidates).find((candidate) => locales.has(candidate)) ?? 'en';
  return {
    codes,
    speaks: (wish) => candidates(wish).some((candidate) => locales.has(candidate)),
    choose(wishes) {
      const code = find(wishes);
      return (locales.get(code) ?? fallback)()(tagIn(code, wishes));
    },
  };
}
