import { omitUndefined } from '../../base/index.js';
import { PLAIN_BRAND } from '../issuer/brand.js';
import type { IssuerBrand, Issuers } from '../issuer/issuers.js';
import type { OpenBadgeCredential } from '../credential/open-badge.js';
import { plainName } from '../verify/name-key.js';
import { placeOf } from '../verify/place-of.js';

/** Whose page a page of a badge is: the model of views/partials/school.hbs. */
export interface School {
  /** What it calls itself. */
  readonly name: string;
  /** The domain that its signature stands for; absent where that is its name. */
  readonly place?: string;
  /** Paths of its logos on this installation. */
  readonly logo?: string;
  readonly darkLogo?: string;
  /** The path of a stylesheet; absent where the colours of the installation serve. */
  readonly stylesheet?: string;
}

export const picturePath = (id: string): string => `/achievements/pictures/${id}.png`;

/** An issuer with its brand as a page shows it. Pure. */
export function schoolOf(
  { id, name }: Pick<OpenBadgeCredential['issuer'], 'id' | 'name'>,
  { brand, logoId }: IssuerBrand,
): School {
  const place = placeOf(id) ?? id;
  const plain = name === undefined ? '' : plainName(name);
  const { accent, darkLogoId } = brand;
  return omitUndefined({
    name: plain === '' ? place : plain,
    place: plain === '' ? undefined : place,
    logo: logoId === undefined ? undefined : picturePath(logoId),
    darkLogo: darkLogoId === undefined ? undefined : picturePath(darkLogoId),
    stylesheet:
      accent === PLAIN_BRAND.accent ? undefined : `/issuers/accent-${accent.slice(1)}.css`,
  });
}

/** The school of a badge: named as the badge names it, looking as it does now, as on its certificate. */
export type FindSchool = (of: {
  readonly issuerId: string;
  readonly issuer: OpenBadgeCredential['issuer'];
}) => Promise<School>;

export const createFindSchool =
  (issuers: Pick<Issuers, 'brandOf'>): FindSchool =>
  async ({ issuerId, issuer }) =>
    schoolOf(issuer, await issuers.brandOf(issuerId));
