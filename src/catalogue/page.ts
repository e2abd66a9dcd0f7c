import { imageAltOf, type AchievementVersion } from '../achievements/index.js';
import { omitUndefined } from '../base/index.js';
import type { Issuer } from '../credentials/index.js';
import { FACETS } from '../skills/index.js';
import { MOST_LISTED, search, type Entry, type Filter, type Listing } from './listing.js';

/** How many badges a page shows. */
export const A_PAGE = 24;

/** What a page of a catalogue was asked for with. */
export interface Asked extends Filter {
  readonly page: number;
}

/** One page of what was found. */
export interface Found {
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  readonly entries: readonly Entry[];
}

/** Where an issuer's catalogue is. */
export const pathOf = ({ id }: Pick<Issuer, 'id'>): string => `/issuers/${id}/achievements`;

/** @returns the page that was asked for; the last one where there are fewer */
export function find(listing: Listing, { page, ...filter }: Asked): Found {
  const all = search(listing, filter);
  const pages = Math.max(1, Math.ceil(all.length / A_PAGE));
  const shown = Math.min(page, pages);
  const entries = all.slice((shown - 1) * A_PAGE, shown * A_PAGE);
  return { total: all.length, page: shown, pages, entries };
}

/** @returns the address of a page of a search, with the format where programs ask for one by it */
export function addressOf(path: string, { q, terms, skill, page }: Asked, format?: string): string {
  const query = new URLSearchParams(
    omitUndefined({
      q: q === '' ? undefined : q,
      ...Object.fromEntries(terms.map((term) => term.split(':'))),
      skill: skill === '' ? undefined : skill,
      page: page === 1 ? undefined : String(page),
      format,
    }) as Record<string, string>,
  );
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** @returns the addresses of the pages before and after, where there are any */
export function neighbours(path: string, { page, pages }: Found, filter: Filter, format?: string) {
  return omitUndefined({
    previous: page > 1 ? addressOf(path, { ...filter, page: page - 1 }, format) : undefined,
    next: page < pages ? addressOf(path, { ...filter, page: page + 1 }, format) : undefined,
  });
}

/** A kind, category or level that badges of a catalogue have. */
export interface FacetTerm {
  readonly id: string;
  readonly facet: (typeof FACETS)[number];
  readonly name: string;
}

/** The model of the page. Words of badges stand in their own language. */
export function buildPage(
  issuer: Issuer,
  { isCut }: Listing,
  [found, versions]: readonly [Found, readonly AchievementVersion[]],
  { filter, terms }: { readonly filter: Filter; readonly terms: readonly FacetTerm[] },
) {
  const path = pathOf(issuer);
  const cards = versions.map(({ achievementId, version, content }) => ({
    title: content.name,
    text: content.description,
    language: content.language,
    href: `/achievements/${achievementId}`,
    image: `/achievements/${achievementId}/versions/${version}/image.svg`,
    alt: imageAltOf(content),
  }));
  return {
    issuer,
    path,
    q: filter.q,
    isNarrowed: filter.q !== '' || filter.terms.length > 0 || filter.skill !== '',
    skill: filter.skill,
    facets: FACETS.map((facet) => ({
      facet,
      choices: terms
        .filter((one) => one.facet === facet)
        .map(({ id, name }) => ({
          value: id,
          label: name,
          isChosen: filter.terms.includes(`${facet}:${id}`),
        })),
    })).filter(({ choices }) => choices.length > 0),
    cards,
    total: found.total,
    page: found.page,
    pages: found.pages > 1 ? found.pages : undefined,
    cut: isCut ? MOST_LISTED : undefined,
    formats: ['json', 'ctdl'].map((format) => ({
      label: format.toUpperCase(),
      href: addressOf(path, { ...filter, page: found.page }, format),
    })),
    ...neighbours(path, found, filter),
  };
}
