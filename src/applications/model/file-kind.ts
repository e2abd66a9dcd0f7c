import { isUtf8 } from 'node:buffer';

/** Kinds of files that a task may take; each has formats that are known by their content. */
export const FILE_KINDS = ['pdf', 'image', 'document', 'text', 'audio', 'video'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** A format, as its bytes tell it. */
export interface FileFormat {
  readonly kind: FileKind;
  readonly type: string;
  /** With which a name has to end: what opens a file goes by it. */
  readonly extension: string;
}

const format = (kind: FileKind, type: string, extension: string): FileFormat => ({
  kind,
  type,
  extension,
});

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const OPEN = 'application/vnd.oasis.opendocument';
/** Names of entries by which packages of office programs are known (ECMA-376, part 2). */
const PACKAGES: readonly (readonly [string, FileFormat])[] = [
  ['word/document.xml', format('document', `${OFFICE}.wordprocessingml.document`, 'docx')],
  ['xl/workbook.xml', format('document', `${OFFICE}.spreadsheetml.sheet`, 'xlsx')],
  ['ppt/presentation.xml', format('document', `${OFFICE}.presentationml.presentation`, 'pptx')],
];
/** The first entry of an OpenDocument package is its media type, uncompressed (ODF 1.3, part 2, 3.3). */
const OPEN_TYPES: readonly (readonly [string, string])[] = [
  ['text', 'odt'],
  ['spreadsheet', 'ods'],
  ['presentation', 'odp'],
];
/** What runs where it is opened. */
const MACROS = 'vbaProject.bin';

const at = (bytes: Buffer, start: number, text: string): boolean =>
  bytes.subarray(start, start + text.length).equals(Buffer.from(text, 'latin1'));

/** A package's kind by the names in its directory; nothing is unpacked. */
function packageOf(bytes: Buffer): FileFormat | null {
  for (const [name, extension] of OPEN_TYPES)
    if (at(bytes, 30, `mimetype${OPEN}.${name}`))
      return format('document', `${OPEN}.${name}`, extension);
  if (!bytes.includes('[Content_Types].xml') || bytes.includes(MACROS)) return null;
  return PACKAGES.find(([entry]) => bytes.includes(entry))?.[1] ?? null;
}

const MOST_PLAIN = 2 * 1_048_576;

/** Whether bytes are text: UTF-8 without control characters other than line ends and tabs. */
function isText(bytes: Buffer): boolean {
  if (bytes.length > MOST_PLAIN || !isUtf8(bytes)) return false;
  for (const byte of bytes)
    if (byte === 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d))
      return false;
  return true;
}

/** ISO base media files by their major brand (ISO 14496-12, 4.3). */
function mediaOf(bytes: Buffer): FileFormat | null {
  const brand = bytes.subarray(8, 12).toString('latin1');
  if (brand === 'M4A ') return format('audio', 'audio/mp4', 'm4a');
  if (['heic', 'heix', 'mif1', 'avif'].includes(brand)) return null;
  return format('video', 'video/mp4', 'mp4');
}

/** Formats by what their bytes begin with, each text at its place. */
const BEGINNINGS: readonly (readonly [
  beginning: readonly (readonly [number, string])[],
  is: FileFormat,
])[] = [
  [[[0, '%PDF-']], format('pdf', 'application/pdf', 'pdf')],
  [[[0, '\x89PNG\r\n\x1a\n']], format('image', 'image/png', 'png')],
  [[[0, '\xff\xd8\xff']], format('image', 'image/jpeg', 'jpg')],
  [[[0, 'GIF87a']], format('image', 'image/gif', 'gif')],
  [[[0, 'GIF89a']], format('image', 'image/gif', 'gif')],
  [
    [
      [0, 'RIFF'],
      [8, 'WEBP'],
    ],
    format('image', 'image/webp', 'webp'),
  ],
  [
    [
      [0, 'RIFF'],
      [8, 'WAVE'],
    ],
    format('audio', 'audio/wav', 'wav'),
  ],
  [[[0, 'ID3']], format('audio', 'audio/mpeg', 'mp3')],
  [[[0, '\xff\xfb']], format('audio', 'audio/mpeg', 'mp3')],
  [[[0, 'OggS']], format('audio', 'audio/ogg', 'ogg')],
  [[[0, '\x1aE\xdf\xa3']], format('video', 'video/webm', 'webm')],
];

/** @returns what a file is, by its content alone; null for what is taken nowhere */
export function formatOf(bytes: Buffer): FileFormat | null {
  const begun = BEGINNINGS.find(([all]) => all.every(([start, text]) => at(bytes, start, text)));
  if (begun) return begun[1];
  if (at(bytes, 4, 'ftyp')) return mediaOf(bytes);
  if (at(bytes, 0, 'PK\x03\x04')) return packageOf(bytes);
  return isText(bytes) ? format('text', 'text/plain', 'txt') : null;
}
