import type { Request } from 'express';
import { z } from 'zod';
import { uploadKeyOf, type Achievements } from '../achievements/index.js';
import { InvalidInput, omitUndefined } from '../base/index.js';
import {
  DESIGNS,
  ORIENTATIONS,
  PAPERS,
  readableOn,
  type Brand,
  type Signatory,
} from '../credentials/index.js';
import { parseForm, problemText } from '../web/index.js';

const text = (most: number) => z.string().trim().max(most).default('');
const picture = z
  .string()
  .regex(/^[\w-]{43}$/)
  .or(z.literal(''))
  .default('');
const ticked = z
  .string()
  .optional()
  .transform((value) => value !== undefined);

const schema = z.object({
  revision: z.coerce.number().int().min(0),
  do: z.enum(['save', 'preview']).default('save'),
  design: z.enum(DESIGNS),
  paper: z.enum(PAPERS),
  orientation: z.enum(ORIENTATIONS),
  accent: z
    .string()
    .regex(/^#[\da-f]{6}$/i)
    .transform((hex) => hex.toLowerCase()),
  hasSeal: ticked,
  footer: text(200),
  logo: picture,
  darkLogo: picture,
  name1: text(80),
  office1: text(100),
  signature1: picture,
  name2: text(80),
  office2: text(100),
  signature2: picture,
  noLogo: ticked,
  noDarkLogo: ticked,
  noSignature1: ticked,
  noSignature2: ticked,
});

/** The form's uploads, each named as the field that holds the id of the stored picture. */
export const BRAND_UPLOADS = ['logo', 'darkLogo', 'signature1', 'signature2'] as const;
type Kept = Record<(typeof BRAND_UPLOADS)[number], string>;

/** A brand to be saved over a revision, or what was typed with the errors beside it. */
export type BrandForm =
  | {
      readonly ok: true;
      readonly isPreview: boolean;
      readonly revision: number;
      readonly brand: Brand;
      readonly values: object;
    }
  | { readonly ok: false; readonly values: object; readonly errors: Record<string, string> };

type Pictures = Pick<Achievements, 'addWidePicture' | 'hasPicture'>;

/** Stores uploaded pictures even where another field is wrong, so that nobody has to upload them again. */
async function readUploads(req: Request, pictures: Pictures) {
  const kept: Partial<Kept> = {};
  const errors: Record<string, string> = {};
  for (const field of BRAND_UPLOADS) {
    const bytes = req.files?.[`${field}File`]?.bytes;
    if (bytes === undefined || bytes.length === 0) continue;
    try {
      kept[field] = await pictures.addWidePicture(Buffer.from(bytes), uploadKeyOf(req));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      errors[`${field}File`] = problemText(req.t, error);
    }
  }
  return { kept, errors };
}

const some = (value: string): string | undefined => (value === '' ? undefined : value);

const signatory = (name: string, office: string, signature: string): Signatory[] =>
  name === '' ? [] : [omitUndefined({ name, office: some(office), pictureId: some(signature) })];

/** Reads the form of a brand. Nothing is saved but pictures, which are named by the hash of their content. */
export async function readBrandForm(req: Request, pictures: Pictures): Promise<BrandForm> {
  const { kept, errors: wrong } = await readUploads(req, pictures);
  const form = parseForm(req, schema);
  if (!form.ok)
    return { ok: false, values: { ...form.values, ...kept }, errors: { ...form.errors, ...wrong } };
  const errors = { ...wrong };
  const { value } = form;
  const pictureOf = (field: (typeof BRAND_UPLOADS)[number], isGone: boolean) =>
    isGone ? '' : (kept[field] ?? value[field]);
  const shown: Kept = {
    logo: pictureOf('logo', value.noLogo),
    darkLogo: pictureOf('darkLogo', value.noDarkLogo),
    signature1: pictureOf('signature1', value.noSignature1),
    signature2: pictureOf('signature2', value.noSignature2),
  };
  for (const field of BRAND_UPLOADS)
    if (shown[field] !== '' && !(await pictures.hasPicture(shown[field])))
      errors[`${field}File`] = req.t('admin.issuer.pictureGone');
  const readable = readableOn('#ffffff', value.accent);
  if (readable !== value.accent)
    errors['accent'] = req.t('admin.brand.accentWeak', { colour: readable });
  const values = { ...value, ...shown };
  if (Object.keys(errors).length > 0) return { ok: false, values, errors };
  const { design, paper, orientation, accent, hasSeal } = value;
  const brand: Brand = omitUndefined({
    design,
    paper,
    orientation,
    accent,
    hasSeal,
    footer: some(value.footer),
    logoId: some(shown.logo),
    darkLogoId: some(shown.darkLogo),
    signatories: [
      ...signatory(value.name1, value.office1, shown.signature1),
      ...signatory(value.name2, value.office2, shown.signature2),
    ],
  });
  return { ok: true, isPreview: value.do === 'preview', revision: value.revision, brand, values };
}

const signatoryValues = (place: 1 | 2, of: Signatory | undefined) => ({
  [`name${place}`]: of?.name ?? '',
  [`office${place}`]: of?.office ?? '',
  [`signature${place}`]: of?.pictureId ?? '',
});

/** @returns the form's values for a saved brand */
export function brandValues(brand: Brand, revision: number): object {
  const [first, second] = brand.signatories;
  const { design, paper, orientation, accent, hasSeal, footer = '' } = brand;
  const { logoId = '', darkLogoId = '' } = brand;
  return {
    design,
    paper,
    orientation,
    accent,
    footer,
    revision: String(revision),
    hasSeal: hasSeal ? 'yes' : '',
    logo: logoId,
    darkLogo: darkLogoId,
    ...signatoryValues(1, first),
    ...signatoryValues(2, second),
  };
}
