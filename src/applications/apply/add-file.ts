import { createHash } from 'node:crypto';
import { InvalidInput, randomId, TooManyRequests } from '../../base/index.js';
import { personIdOf } from '../../people/index.js';
import type { Deps } from '../deps.js';
import type { Application } from '../model/application.js';
import { formatOf } from '../model/file-kind.js';
import { safeName } from '../model/file-name.js';
import type { FilesAsked } from '../model/task.js';

const MEGABYTE = 1_048_576;
/** Bytes of one person's files on a platform, over all tasks and rounds. */
const MOST_OF_PERSON = 200 * MEGABYTE;
const MOST_FILES_OF_PERSON = 500;
/** Bytes of one course's files. */
const MOST_OF_COURSE = 4_096 * MEGABYTE;
const UPLOADS = { times: 60, windowMs: 10 * 60_000 };

type Wording = 'tooLarge' | 'type' | 'tooMany' | 'space' | 'courseSpace' | 'notOpen' | 'none';

function refuse(wording: Wording, message: string, most = 0): InvalidInput {
  return new InvalidInput('file_refused', message, {
    action: 'Choose another file. Everything else was saved.',
    wording,
    values: { most },
  });
}

/**
 * Adds a file to work that is not handed in. What it is is read from its bytes, never from its name or what the browser says.
 * @throws InvalidInput `file_refused`, in words; TooManyRequests `too_many_uploads`
 */
export async function addFile(
  deps: Pick<Deps, 'clock' | 'limits' | 'files' | 'applications'>,
  application: Application,
  asked: FilesAsked,
  { filename, bytes }: { readonly filename: string; readonly bytes: Buffer },
): Promise<void> {
  const { course, userId, id: applicationId } = application;
  if (asked.most === 0) throw refuse('none', 'No files are asked for.');
  if (bytes.length > asked.megabytes * MEGABYTE)
    throw refuse('tooLarge', `The file is larger than ${asked.megabytes} MB.`, asked.megabytes);
  const format = formatOf(bytes);
  if (format === null || !asked.kinds.includes(format.kind))
    throw refuse('type', 'A file of this kind is not taken here.');
  if (application.draft.fileIds.length >= asked.most)
    throw refuse('tooMany', `At most ${asked.most} files are taken.`, asked.most);
  const person = personIdOf(course.platformId, userId);
  const spent = await deps.limits.count('application.upload', person, UPLOADS);
  if (spent.left < 0)
    throw new TooManyRequests('too_many_uploads', 'Too many files were uploaded in a short time.', {
      action: 'Wait a few minutes, then go on. Everything else was saved.',
      retryAfterSeconds: spent.resetSeconds,
    });
  const theirs = await deps.files.listOf(course.platformId, userId);
  const used = theirs.reduce((sum, { size }) => sum + size, bytes.length);
  if (used > MOST_OF_PERSON || theirs.length >= MOST_FILES_OF_PERSON)
    throw refuse('space', 'Your files take all the room that there is for one person.');
  if ((await deps.files.sizeOf(course)) + bytes.length > MOST_OF_COURSE)
    throw refuse('courseSpace', 'The files of this course take all the room that there is.');
  const now = deps.clock.now();
  const file = {
    id: randomId(),
    applicationId,
    course,
    userId,
    name: safeName(filename, format.extension),
    kind: format.kind,
    type: format.type,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    addedAt: now,
  };
  await deps.files.add(file, bytes);
  if (await deps.applications.addFile(applicationId, file.id, asked.most, now)) return;
  await deps.files.remove([file]);
  throw refuse('notOpen', 'The work was handed in meanwhile.');
}

/** Takes a file out of work that is not handed in; what an earlier round has stays kept. */
export async function removeFile(
  deps: Pick<Deps, 'clock' | 'files' | 'applications'>,
  application: Application,
  fileId: string,
): Promise<void> {
  const { id, handedIn, earlier = [] } = application;
  if (!(await deps.applications.removeFile(id, fileId, deps.clock.now()))) return;
  const kept = [handedIn, ...earlier].some((one) => one?.fileIds.includes(fileId));
  const file = kept ? null : await deps.files.find(fileId);
  if (file?.applicationId === id) await deps.files.remove([file]);
}
