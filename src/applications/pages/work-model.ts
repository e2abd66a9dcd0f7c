import type { Translate } from '../../web/index.js';
import type { KeptFile } from '../keep/file-store.js';
import type { Work } from '../model/application.js';
import type { Review } from '../model/review.js';
import type { TaskContent } from '../model/task.js';

const KILOBYTE = 1_024;
const MEGABYTE = 1_048_576;

/** A size in words, rounded up. */
function sizeInWords(t: Translate, size: number): string {
  const isSmall = size < MEGABYTE;
  const count = Math.ceil((size / (isSmall ? KILOBYTE : MEGABYTE)) * 10) / 10;
  return t(`applications.size.${isSmall ? 'kilobytes' : 'megabytes'}`, {
    count: isSmall ? Math.ceil(count) : count,
  });
}

const fileModel = (t: Translate, base: string, { id, name, kind, size }: KeptFile) => ({
  id,
  name,
  about: `${t(`applications.kind.${kind}`)} · ${sizeInWords(t, size)}`,
  href: `${base}/files/${id}`,
});

/** Work as it is read; addresses are shown whole, so that nobody opens one unseen. */
export const workModel = (
  t: Translate,
  base: string,
  { text, links, fileIds }: Work,
  files: readonly KeptFile[],
) => ({
  text,
  links,
  files: fileIds.flatMap((id) => {
    const file = files.find((one) => one.id === id);
    return file ? [fileModel(t, base, file)] : [];
  }),
});

/** A review in words: each criterion with its step and comment. */
export function reviewModel(
  t: Translate,
  { criteria }: Pick<TaskContent, 'criteria'>,
  review: Review,
) {
  return {
    at: review.at,
    verdict: t(`applications.verdict.${review.verdict}`),
    kind: review.verdict === 'approve' ? 'success' : 'warn',
    comment: review.comment,
    points: t('applications.points', { score: review.points, maximum: review.maximum }),
    criteria: criteria.flatMap(({ id, name, levels }) => {
      const chosen = review.levels.find(({ criterion }) => criterion === id)?.level;
      const level = levels.find((one) => one.id === chosen);
      const comment = Object.hasOwn(review.comments, id) ? review.comments[id] : undefined;
      return level || comment ? [{ name, level: level?.name, points: level?.points, comment }] : [];
    }),
  };
}

/** What is looked at, for those who hand in and those who review. */
export const rubricModel = (t: Translate, { criteria, pass }: TaskContent) => ({
  pass:
    pass.kind === 'total'
      ? t('applications.passTotal', { count: pass.points })
      : t('applications.passEach'),
  criteria: criteria.map(({ name, description, levels, requiredLevel }) => ({
    name,
    description,
    levels: levels.map((level) => ({
      ...level,
      isRequired: pass.kind === 'each' && level.id === requiredLevel,
    })),
  })),
});
