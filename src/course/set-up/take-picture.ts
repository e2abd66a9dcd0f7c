import { uploadKeyOf, type Achievements } from '../../achievements/index.js';
import { type Request } from 'express';
import { InvalidInput } from '../../base/index.js';
import { problemText } from '../../web/index.js';
import { type SetUpForm } from '../../rules/index.js';
import { UPLOAD } from './art-form.js';
import type { FormErrors } from './choices.js';

/** Stores an uploaded picture and makes it the design; its errors are beside its field. */
export async function takePicture(
  achievements: Pick<Achievements, 'addPicture'>,
  req: Request,
  form: SetUpForm,
): Promise<{ form: SetUpForm; errors: FormErrors }> {
  const file = req.files?.['picture'];
  if (!file) return { form, errors: {} };
  try {
    const imageId = await achievements.addPicture(file.bytes, uploadKeyOf(req));
    return { form: { ...form, imageId, template: UPLOAD }, errors: {} };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { form, errors: { picture: ({ t }) => problemText(t, error) } };
  }
}
