import type { Geometry } from './geometry.js';
import { plateBehind } from './logo-plate.js';
import type { Item, PictureItem } from './page-items.js';
import { mirrored, placeBlocks, setBlocks, type Block, type Setting } from './placing.js';
import type { Sheet } from './sheet.js';
import type { Styles } from './type-styles.js';

const LOGO = { width: 180, height: 44 };
const BAND_INSET = 15;

export interface Head {
  readonly items: readonly Item[];
  /** Where the texts may begin. */
  readonly end: number;
  /** Whether the head already names the issuer. */
  readonly namesIssuer: boolean;
}

/** Lays out the issuer in white on the band: its logo for dark grounds, or else the one for light grounds on white, and its name. */
function layOutBand(sheet: Sheet, geometry: Geometry, styles: Styles, setting: Setting): Head {
  const { content, brand } = sheet;
  const { width, inner, traits } = geometry;
  const { dir } = setting;
  const height = traits.band - 2 * BAND_INSET;
  const logo = brand.darkLogo ?? brand.logo;
  const isOnWhite = brand.darkLogo === undefined && logo !== undefined;
  const used = logo === undefined ? 0 : LOGO.width / 2 + 16;
  const style = { ...styles.issuer, size: 17, color: '#ffffff', wishedLines: 2 };
  const [name] = setBlocks(
    [{ tag: 'P', text: content.issuer, style, before: 0 }],
    inner.width - used,
    { ...setting, scale: 1 },
  );
  const box = { x: inner.x, y: BAND_INSET, width: LOGO.width / 2, height };
  const column = { x: inner.x + used, width: inner.width - used, align: 'start' as const };
  const top = (traits.band - (name?.set.height ?? 0)) / 2;
  const texts = placeBlocks(name ? [name] : [], mirrored(column, width, dir), top, setting);
  const align = dir === 'rtl' ? ('right' as const) : ('left' as const);
  const place = { ...mirrored(box, width, dir), kind: 'picture' as const, alt: '', align };
  const picture = logo === undefined ? undefined : { ...place, png: logo };
  return {
    items: [
      ...(picture && isOnWhite ? [plateBehind(picture)] : []),
      ...(picture ? [picture] : []),
      ...texts.items,
    ],
    end: inner.y,
    namesIssuer: true,
  };
}

/** Places the logo of a design without band. */
function logoOf(sheet: Sheet, geometry: Geometry, dir: Setting['dir']): PictureItem[] {
  const { logo } = sheet.brand;
  const { width, inner, column, traits, isLandscape } = geometry;
  if (logo === undefined || traits.band > 0) return [];
  const start = dir === 'rtl' ? ('right' as const) : ('left' as const);
  const place = { y: inner.y, height: LOGO.height, kind: 'picture' as const, png: logo, alt: '' };
  if (traits.align === 'start') {
    const box = { ...place, x: column.x, width: LOGO.width, align: start };
    return [mirrored(box, width, dir)];
  }
  if (isLandscape)
    return [
      mirrored({ ...place, x: inner.x, width: geometry.art.width, align: start }, width, dir),
    ];
  return [{ ...place, x: (width - LOGO.width) / 2, width: LOGO.width }];
}

/** Lays out logo and picture of the badge. @returns them with the room that they leave */
export function layOutHead(
  sheet: Sheet,
  geometry: Geometry,
  styles: Styles,
  setting: Setting,
): Head {
  const { art } = sheet;
  const { width, inner, traits, isLandscape } = geometry;
  const { dir } = setting;
  const band = traits.band === 0 ? null : layOutBand(sheet, geometry, styles, setting);
  const logo = logoOf(sheet, geometry, dir);
  const isInCorner = isLandscape && traits.align === 'center';
  const below = logo.length > 0 && !isInCorner ? inner.y + LOGO.height + 12 : inner.y;
  const artBox = isLandscape ? geometry.art : { ...geometry.art, y: below };
  const items: Item[] = [
    ...(band?.items ?? []),
    ...logo,
    { ...mirrored(artBox, width, dir), kind: 'picture', png: art.png, alt: art.alt },
  ];
  const end = isLandscape ? below : artBox.y + artBox.height + 14;
  return { items, end, namesIssuer: band !== null };
}

/** @returns the texts of a certificate in their order */
export function bodyOf({ content }: Sheet, styles: Styles, namesIssuer: boolean): Block[] {
  const { withdrawn = '', issuer, opening, name = '', verb, badgeName, description } = content;
  const { criteria, criteriaTitle, facts } = content;
  const body = { tag: 'P', style: styles.body, ownDirection: true, mayFlow: true } as const;
  return [
    {
      tag: 'P',
      text: withdrawn,
      style: styles.withdrawn,
      before: 0,
      mayFlow: true,
      isBefore: true,
    },
    { tag: 'P', text: namesIssuer ? '' : issuer, style: styles.issuer, before: 6 },
    { tag: 'P', text: opening, style: styles.small, before: 16 },
    { tag: 'P', text: name, style: styles.name, before: 3 },
    { tag: 'P', text: verb, style: styles.small, before: 4 },
    { tag: 'H1', text: badgeName, style: styles.badgeName, before: 3 },
    { ...body, text: description, before: 7 },
    { tag: 'H2', text: criteria === '' ? '' : criteriaTitle, style: styles.label, before: 10 },
    { ...body, text: criteria, before: 1 },
    ...facts.map((text, index): Block => ({
      tag: 'P',
      text,
      style: styles.fact,
      before: index === 0 ? 9 : 0,
      mayFlow: true,
      isBefore: true,
    })),
  ];
}
