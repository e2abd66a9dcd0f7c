import { LIMITS, Unreadable } from './bounded-json.js';
import type { Extracted } from './extracted.js';
import { listZip, type ZipFile } from './zip.js';

const MOST_FILES = 64;
/** Of all files together. */
const MOST_UNPACKED = 4 * LIMITS.imageBytes;

/** What systems add to a folder that they pack. */
const isAddition = ({ name }: ZipFile): boolean =>
  /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(name);

const isNamedAsBadge = ({ name }: ZipFile): boolean =>
  /\.(json|jsonld|jwt|png|svg|pdf|txt|vc|jws)$/i.test(name);

type Read = (bytes: Uint8Array) => Promise<Extracted>;

/**
 * Takes the badge out of a ZIP: of the files that hold one the first Open Badge 3.0, else the first of another version. A ZIP
 * within it is not opened.
 * @param read opens one file
 * @throws Unreadable; where the ZIP holds one file alone, what is wrong with that
 */
export async function extractFromZip(bytes: Uint8Array, read: Read): Promise<Extracted> {
  const files = listZip(bytes).filter((file) => !isAddition(file));
  const first = files.filter(isNamedAsBadge);
  const others = files.filter((file) => !isNamedAsBadge(file));
  const found: Extracted[] = [];
  let problem: Unreadable | undefined;
  let left: number = MOST_UNPACKED;
  for (const file of [...first, ...others].slice(0, MOST_FILES)) {
    const content = await file.read(left);
    if (content === null) continue;
    left -= content.byteLength;
    try {
      found.push({ ...(await read(content)), entry: { name: file.name, others: 0 } });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problem ??= error;
    }
  }
  const badges = found.filter(({ kind }) => kind !== 'other-credential');
  const chosen =
    badges.find(({ kind }) => kind === 'open-badge-3' || kind === 'learner-record') ?? badges[0];
  if (chosen?.entry)
    return { ...chosen, entry: { name: chosen.entry.name, others: badges.length - 1 } };
  const only = files.length === 1 ? found[0] : undefined;
  if (only) return only;
  if (files.length === 1 && problem) throw problem;
  throw new Unreadable('no_badge_in_zip', 'There is no badge in this ZIP that can be read.');
}
