import { omitUndefined, parseJson } from '../../base/index.js';
import { isPng } from '../../open-badges/index.js';
import {
  decodeUtf8,
  decompress,
  extract,
  isZip,
  LIMITS,
  listZip,
  Unreadable,
  type Extracted,
  type ZipFile,
} from '../../credentials/verify/index.js';
import type { Opened, Place } from './facts.js';
import { readBadge, versionOf } from './read-badge.js';
import { readClass } from './read-class.js';
import { itemsOf, readItem } from './read-listing.js';
import { readMoodleBackup } from './read-moodle.js';
import { isTable, readTable } from './read-table.js';
import { isGzip, listTar } from './tar.js';
import type { Json } from './texts.js';

/** Of one file, or of all files of a ZIP together. */
const MOST_FOUND = 5_000;
const MOST_UNPACKED = 33_554_432;
const MOST_TAR = 100_663_296;
/** Of a list of another system. */
const LISTING = { depth: 32, values: 400_000 };

const refused = (place: Place, { code, message }: Unreadable): Opened => ({
  kind: 'refused',
  place,
  code,
  detail: message,
});

const isClass = ({ type }: Json): boolean =>
  [type].flat().some((one) => one === 'BadgeClass' || one === 'Achievement');

/** The claims of a signed badge before 3.0 are the badge. */
function claimsOf(jws: string): Json {
  const [, payload = ''] = jws.split('.');
  const text = decodeUtf8(Buffer.from(payload, 'base64url'));
  return parseJson(text, { depth: LIMITS.depth, values: LIMITS.values }) as Json;
}

function fromExtracted(found: Extracted, bytes: Uint8Array, place: Place): Opened {
  const { format, kind, document, jwt, address } = found;
  const given = { kind: 'badge', place, bytes, format } as const;
  if (address !== undefined)
    return { ...given, version: '2', address, facts: { id: address, recipient: {} } };
  const isCredential = kind === 'open-badge-3';
  const read: Json | undefined =
    document ?? (jwt === undefined ? undefined : isCredential ? found.claims : claimsOf(jwt));
  if (read === undefined || kind === 'other-credential')
    throw new Unreadable('not_an_open_badge', 'This is not an Open Badge.');
  if (isClass(read) && !isCredential) {
    const facts = readClass(read);
    if (facts === null) throw new Unreadable('not_an_open_badge', 'This is not an Open Badge.');
    return { kind: 'achievement', place, facts };
  }
  const version = isCredential ? '3' : versionOf(read);
  return omitUndefined({
    ...given,
    version,
    document: JSON.stringify(read),
    jws: jwt,
    facts: readBadge(read, version),
  });
}

const openBadge = async (bytes: Uint8Array, place: Place): Promise<Opened> =>
  fromExtracted(await extract(bytes), bytes, place);

const isRevoked = (place: Place): Opened => ({
  kind: 'refused',
  place,
  code: 'row_revoked',
  detail: 'It was revoked where it comes from.',
});

/** Lines of JSON, one object a line, as Open Badge Factory answers. */
function parseLines(text: string): unknown {
  try {
    return parseJson(text, LISTING);
  } catch (error) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    if (lines.length < 2 || lines.length > MOST_FOUND) throw error;
    return lines.map((line) => parseJson(line, { depth: LIMITS.depth, values: LIMITS.values }));
  }
}

function listedIn(text: string): readonly Json[] | null {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    return itemsOf(parseLines(text));
  } catch {
    return null;
  }
}

async function* openListing(items: readonly Json[], file: string): AsyncGenerator<Opened> {
  for (const [index, item] of items.entries()) {
    const place = { file, line: index + 1 };
    const read = readItem(item);
    if (read.kind === 'revoked') yield isRevoked(place);
    else if (read.kind !== 'document') yield { ...read, place };
    else yield* attempt(place, () => openBadge(Buffer.from(JSON.stringify(item)), place));
  }
}

async function* attempt(place: Place, open: () => Promise<Opened>): AsyncGenerator<Opened> {
  try {
    yield await open();
  } catch (error) {
    if (error instanceof Unreadable) yield refused(place, error);
    else if (error instanceof SyntaxError)
      yield refused(place, new Unreadable('not_json', 'It is not JSON.'));
    else throw error;
  }
}

const looksLikeText = (bytes: Uint8Array): boolean => !isPng(bytes) && bytes[0] !== 0x25;

/** Opens one file that is no ZIP. */
async function* openOne(bytes: Uint8Array, file: string): AsyncGenerator<Opened> {
  const place = { file };
  const text = looksLikeText(bytes) ? textIn(bytes) : null;
  const items = text === null ? null : listedIn(text);
  if (text !== null && isBackup(text))
    yield* readWhole(place, () =>
      readMoodleBackup(text).map((facts) => ({ kind: 'achievement', place, facts })),
    );
  else if (items !== null) yield* openListing(items, file);
  else if (text !== null && !/^\s*[<{[]/.test(text) && isTable(text))
    yield* readWhole(place, () => readTable(text, file));
  else yield* attempt(place, () => openBadge(bytes, place));
}

const isBackup = (text: string): boolean =>
  /^\s*(?:<\?xml[^<>]*>\s*)?<badges[\s>]/.test(text.slice(0, 400));

function textIn(bytes: Uint8Array): string | null {
  try {
    return decodeUtf8(bytes).replace(/^\uFEFF/, '');
  } catch {
    return null;
  }
}

function* readWhole(place: Place, read: () => readonly Opened[]): Generator<Opened> {
  try {
    yield* read();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    yield refused(place, new Unreadable('file_broken', 'The file is damaged or incomplete.'));
  }
}

/** What systems add to a folder that they pack, and parts of a course backup beside its badges. */
function chosenOf(files: readonly ZipFile[]): readonly ZipFile[] {
  const isBackup = files.some(({ name }) => /(^|\/)moodle_backup\.xml$/.test(name));
  if (isBackup) return files.filter(({ name }) => /(^|\/)badges\.xml$/.test(name));
  return files.filter(({ name }) => !/(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(name));
}

/** Moodle packs a course backup as a tar within GZIP; what it unpacks to is bounded before it is looked at. */
async function listPackedTar(bytes: Uint8Array): Promise<readonly ZipFile[]> {
  try {
    return listTar(await decompress(bytes, 'gzip', MOST_TAR));
  } catch (error) {
    if (error instanceof RangeError)
      throw new Unreadable('zip_too_much', 'The archive unpacks to too much.');
    if (error instanceof TypeError)
      throw new Unreadable('broken_zip', 'The archive is damaged or incomplete.');
    throw error;
  }
}

async function* openAll(files: readonly ZipFile[]): AsyncGenerator<Opened> {
  let left = MOST_UNPACKED;
  for (const { name, read } of chosenOf(files)) {
    const place = { file: name };
    const content = left <= 0 ? null : await read(Math.min(left, LIMITS.imageBytes));
    if (content === null) {
      yield refused(place, new Unreadable('zip_entry', 'It is locked, damaged or too large.'));
      continue;
    }
    left -= content.byteLength;
    if (isZip(content) || isGzip(content))
      yield refused(place, new Unreadable('zip_in_zip', 'A ZIP within a ZIP is not opened.'));
    else yield* openOne(content, name);
  }
}

/**
 * Finds every badge, achievement and award in a file: a badge of any version in JSON, JWS, JWT, PNG, SVG or PDF, a list or table of
 * Badgr, Credly or Open Badge Factory, the badges of a Moodle backup (as ZIP or tar.gz), or a ZIP of these. What cannot be read is told with its place.
 * @throws Unreadable where the file as a whole cannot be opened, or holds too much
 */
export async function* openFile(bytes: Uint8Array, file: string): AsyncGenerator<Opened> {
  let found = 0;
  const opened = isZip(bytes)
    ? openAll(listZip(bytes))
    : isGzip(bytes)
      ? openAll(await listPackedTar(bytes))
      : openOne(bytes, file);
  for await (const one of opened) {
    if (++found > MOST_FOUND)
      throw new Unreadable('file_too_much', 'The file holds more than 5,000 badges or rows.');
    yield one;
  }
  if (found === 0)
    throw new Unreadable('no_badge_in_zip', 'There is no badge in this ZIP that can be read.');
}
