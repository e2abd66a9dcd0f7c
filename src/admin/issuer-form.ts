import type { Request } from 'express';
import { z } from 'zod';
import { uploadKeyOf, type Achievements } from '../achievements/index.js';
import { InvalidInput } from '../base/index.js';
import type { Credentials } from '../credentials/index.js';
import { parseForm, problemText } from '../web/index.js';

type IssuerProfile = Parameters<Credentials['issuers']['save']>[1];
/** What an administrator enters of an issuer's profile. */
export type IssuerDraft = Awaited<ReturnType<Credentials['issuers']['draft']>>;

const text = (most: number) => z.string().trim().max(most).default('');

const schema = z.object({
  revision: z.coerce.number().int().min(0),
  // A name needs at least one letter or digit; punctuation and spaces alone are not accepted.
  name: z
    .string()
    .trim()
    .max(200)
    .regex(/[\p{L}\p{N}\p{S}]/u),
  url: z
    .string()
    .trim()
    .pipe(z.url({ protocol: /^https?$/ }).max(2_000)),
  email: z
    .string()
    .trim()
    .pipe(z.union([z.literal(''), z.email().max(254)]))
    .default(''),
  description: text(1_000),
  identity: z.enum(['did:web', 'https']),
  /** The id of the stored picture: the saved profile's, or that of an upload whose form had other errors. */
  picture: z
    .string()
    .regex(/^[\w-]{43}$/)
    .or(z.literal(''))
    .default(''),
  pictureAlt: text(300),
  /** The file's name, which a browser sends in place of the file where the form is not multipart. */
  file: z.string().max(500).optional(),
  noPicture: z
    .string()
    .optional()
    .transform((value) => value !== undefined),
});

/** A profile to be saved over a revision, or what was typed with the errors beside it. */
export type IssuerForm =
  | { readonly ok: true; readonly revision: number; readonly profile: IssuerProfile }
  | { readonly ok: false; readonly values: object; readonly errors: Record<string, string> };

type Pictures = Pick<Achievements, 'addPicture' | 'hasPicture'>;

/** Stores an uploaded picture even where another field is wrong, so that nobody has to upload it again. */
async function readUpload(req: Request, pictures: Pictures) {
  const bytes = req.files?.['file']?.bytes;
  if (bytes === undefined || bytes.length === 0) return {};
  try {
    return { uploaded: await pictures.addPicture(Buffer.from(bytes), uploadKeyOf(req)) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { wrong: problemText(req.t, error) };
  }
}

const some = <T extends object>(values: T): { [K in keyof T]?: string } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as never;

/**
 * Reads the form of an issuer's profile. Nothing is saved but the picture, which is named by the hash of its content.
 */
export async function readIssuerForm(req: Request, pictures: Pictures): Promise<IssuerForm> {
  const form = parseForm(req, schema);
  const { uploaded, wrong } = await readUpload(req, pictures);
  const errors: Record<string, string> = form.ok ? {} : { ...form.errors };
  if (wrong !== undefined) errors['file'] = wrong;
  if (!form.ok)
    return {
      ok: false,
      values: uploaded === undefined ? form.values : { ...form.values, picture: uploaded },
      errors,
    };
  const { noPicture, name, url, identity, revision, ...rest } = form.value;
  const picture = noPicture ? '' : (uploaded ?? rest.picture);
  const values = { ...form.value, picture };
  if (picture !== '' && !(await pictures.hasPicture(picture)))
    errors['file'] = req.t('admin.issuer.pictureGone');
  if (picture !== '' && rest.pictureAlt === '')
    errors['pictureAlt'] = req.t('admin.issuer.pictureAltMissing');
  if (Object.keys(errors).length > 0) return { ok: false, values, errors };
  const { email, description } = rest;
  const pictureAlt = picture === '' ? '' : rest.pictureAlt;
  const optional = some({ email, description, pictureId: picture, pictureAlt });
  return { ok: true, revision, profile: { name, url, identity, ...optional } };
}

/** @returns the form's values for a saved profile */
export const valuesOf = ({ pictureId, ...draft }: IssuerDraft): object => ({
  ...draft,
  picture: pictureId ?? '',
  revision: String(draft.revision),
});
