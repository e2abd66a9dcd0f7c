import { omitUndefined } from '../../base/index.js';
import type { SheetBrand } from '../certificate/sheet-brand.js';
import type { Brand } from '../issuer/brand.js';
import type { Issuers } from '../issuer/issuers.js';
import type { BrandOf } from './badge-files.js';

/** @returns an uploaded picture as PNG, by its id; null where it is not stored here */
export type FindPng = (id: string) => Promise<Uint8Array | null>;

const pngOf = async (findPng: FindPng, id: string | undefined): Promise<Uint8Array | undefined> =>
  id === undefined ? undefined : ((await findPng(id)) ?? undefined);

/** @returns a brand with its pictures, as certificates are drawn from it */
export async function withPictures(
  brand: Brand,
  logoId: string | undefined,
  findPng: FindPng,
): Promise<SheetBrand> {
  const { design, paper, orientation, accent, hasSeal, footer, darkLogoId } = brand;
  const [logo, darkLogo, ...pictures] = await Promise.all(
    [logoId, darkLogoId, ...brand.signatories.map(({ pictureId }) => pictureId)].map((id) =>
      pngOf(findPng, id),
    ),
  );
  const signatories = brand.signatories.map(({ name, office }, index) =>
    omitUndefined({ name, office, picture: pictures[index] }),
  );
  const look = { design, paper, orientation, accent, hasSeal };
  return omitUndefined({ ...look, footer, logo, darkLogo, signatories });
}

export const createBrandOf =
  (issuers: Pick<Issuers, 'brandOf'>, findPng: FindPng): BrandOf =>
  async (issuerId) => {
    const { brand, logoId, revision } = await issuers.brandOf(issuerId);
    return { revision, load: () => withPictures(brand, logoId, findPng) };
  };
