import type { OwnData } from '../people/index.js';
import type { Deps } from './deps.js';

interface Stores extends Pick<Deps, 'applications' | 'files' | 'reviews' | 'tasks'> {
  /** Forgets what somebody showed with their badges. */
  forgetShown(platformId: string, userId: string): Promise<void>;
}

async function bytesOf(
  { files }: Pick<Stores, 'files'>,
  file: Parameters<Stores['files']['read']>[0],
) {
  const chunks: Buffer[] = [];
  for await (const chunk of files.read(file)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('base64');
}

/**
 * What somebody handed in, with its files, what reviewers said of it, and what they said as a reviewer. What they said of others'
 * work stays when they are erased: it is the reason for others' badges, and names them by an id alone.
 */
export const applicationData = (stores: Stores): OwnData => ({
  name: 'applications',
  async read({ platformId, userId }) {
    const mine = await stores.applications.listOf(platformId, userId);
    const handedIn = mine.map(async ({ id, taskId, course, ...application }) => {
      const [files, reviews, [task]] = await Promise.all([
        stores.files.list(id),
        application.isFinal === true ? stores.reviews.list(id) : [],
        stores.tasks.findMany([taskId]),
      ]);
      const whole = [];
      for (const file of files) {
        const { id: fileId, name, type, size, sha256, addedAt } = file;
        const content = await bytesOf(stores, file);
        whole.push({ id: fileId, name, type, size, sha256, addedAt, content });
      }
      return {
        task: task?.draft.title,
        course,
        ...application,
        files: whole,
        reviews: reviews.map(({ reviewerId: _reviewer, ...review }) => review),
      };
    });
    const reviewed = await stores.reviews.listBy(platformId, userId);
    return {
      handedIn: await Promise.all(handedIn),
      reviewed: reviewed.map(({ verdict, comment, comments, at }) => ({
        verdict,
        comment,
        comments,
        at,
      })),
    };
  },
  async erase({ platformId, userId }) {
    await stores.files.remove(await stores.files.listOf(platformId, userId));
    const mine = await stores.applications.listOf(platformId, userId);
    await stores.reviews.forgetApplications(mine.map(({ id }) => id));
    await stores.applications.forget(platformId, userId);
    await stores.forgetShown(platformId, userId);
  },
});
