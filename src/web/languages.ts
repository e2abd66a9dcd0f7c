import { parse, serialize } from 'cookie';
import type { Request, Response } from 'express';
import type { Settings } from '../base/index.js';
import { parseAcceptLanguage, type Locale, type Locales } from './locale.js';

/** One entry of the language switch. */
export interface LanguageChoice {
  /** As the folder of the language is called. */
  readonly code: string;
  /** The page in that language: a query alone, so that it leads to no other path and to no other site (RFC 3986, 5.2.2). */
  readonly href: string;
  readonly isCurrent: boolean;
}

/** Which language a reader reads in, and how they choose another. */
export interface Languages {
  /** The language of an answer: asked for in the address, else the session's, the browser's by choice, or by its settings. */
  localeOf(req: Request): Locale;
  /** What the address asks to be remembered: a language that is spoken here, asked for by a page of ours or by hand; else null. */
  askedFor(req: Request): string | null;
  /** Keeps a choice in this browser, for a year. */
  keep(res: Response, tag: string): void;
  /** The switch of a page; none where an answer has no address that could be asked for again, or one that holds a secret. */
  choicesOf(req: Request, model: object): readonly LanguageChoice[];
}

const YEAR_S = 31_536_000;
/** Longer tags are valid (RFC 5646), and none that a reader needs: language, script and region. */
const TAG = /^[a-z\d_-]{2,12}$/i;

/** Parameters that let somebody in, or register a platform: no page writes them into its links. */
const SECRETS = ['code', 'invite', 'link', 'registration_token', 'state', 'token'];

/** @returns the query of a page with its language in it */
function queryIn(code: string, search: string): string {
  const query = new URLSearchParams(search);
  query.delete('lang');
  query.append('lang', code);
  return `?${query.toString()}`;
}

const searchOf = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?')) : '');

/** @returns the switch of languages for a page with this query */
export const listChoices = (
  codes: readonly string[],
  current: string,
  search = '',
): LanguageChoice[] =>
  codes.map((code) => ({ code, href: queryIn(code, search), isCurrent: code === current }));

/** Languages of readers: `?lang=`, a cookie of this site, and the session, which knows it where cookies are blocked. */
export function createLanguages(
  { publicUrl }: Pick<Settings, 'publicUrl'>,
  locales: Locales,
): Languages {
  const name = `${publicUrl.startsWith('https:') ? '__Host-' : ''}laurel-lang`;
  const inAddress = ({ query }: Request): string | null =>
    typeof query.lang === 'string' && TAG.test(query.lang) ? query.lang : null;

  return {
    localeOf(req) {
      const kept = parse(req.headers.cookie ?? '')[name];
      const wishes = [inAddress(req), req.session?.locale, kept].filter(
        (wish) => typeof wish === 'string',
      );
      return locales.choose([...wishes, ...parseAcceptLanguage(req.headers['accept-language'])]);
    },

    askedFor(req) {
      const asked = inAddress(req);
      // A link on another site shows a page in its language; it does not change what the reader has chosen (Fetch Metadata, 2.2).
      const isFromElsewhere = ['cross-site', 'same-site'].includes(
        String(req.headers['sec-fetch-site']),
      );
      if (asked === null || isFromElsewhere || !['GET', 'HEAD'].includes(req.method)) return null;
      if (!locales.speaks(asked)) return null;
      const { code, tag } = locales.choose([asked]);
      return asked === code ? code : tag;
    },

    keep(res, tag) {
      // An issuer's own host sets no cookies.
      if (res.req.issuerHost !== undefined) return;
      res.append(
        'Set-Cookie',
        serialize(name, tag, {
          path: '/',
          httpOnly: true,
          secure: true,
          sameSite: 'lax',
          maxAge: YEAR_S,
        }),
      );
      // What sets a cookie is for one browser.
      if (!String(res.getHeader('Cache-Control')).includes('no-store'))
        res.setHeader('Cache-Control', 'private, no-cache');
    },

    choicesOf(req, model) {
      // The answer to a form cannot be asked for again, unless its form stands at the same address.
      const isPage = req.method === 'GET' || 'isFormsAddress' in model;
      if (!isPage) return [];
      if (SECRETS.some((secret) => secret in req.query)) return [];
      const search = req.method === 'GET' ? searchOf(req.url) : '';
      return listChoices(locales.codes, req.locale.code, search);
    },
  };
}
