import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

/** How long a shared cache may give an answer without asking, in seconds. With what is kept here it stays below a minute. */
const SHARED_CACHES_S = 30;
/** A browser asks each time, and gets a 304; nobody gives what is older where this server cannot be reached (RFC 9111, 5.2.2). */
export const SHARED = `public, max-age=0, s-maxage=${SHARED_CACHES_S}, must-revalidate`;

/** What is smaller is not worth a header more. */
const LEAST_PACKED_BYTES = 1_024;
const PACKABLE = /^text\/|[/+]json\b|[/+]xml\b|^application\/(vc|ld\+json)\b/;

type Coding = 'br' | 'gzip';

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);
const PACK: Readonly<Record<Coding, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) => brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes) => gzipped(bytes),
};
/** By what a reader takes them: named, and not refused with a weight of nothing (RFC 9110, 12.5.3). */
const CODINGS: readonly (readonly [Coding, RegExp])[] = [
  ['br', /\bbr\b(?! *; *q=0(?:\.0*)?(?:$|[ ,]))/],
  ['gzip', /\bgzip\b(?! *; *q=0(?:\.0*)?(?:$|[ ,]))/],
];

/** An answer that everybody gets, as it is sent again. */
export interface KeptAnswer {
  readonly body: Buffer;
  /** Of the body, or what its route named it: entity tags are made of it. */
  readonly hash: string;
  readonly headers: OutgoingHttpHeaders;
  /** The headers of a 304 (RFC 9110, 15.4.5). */
  readonly brief: OutgoingHttpHeaders;
  /** The body as it is sent to who takes a coding. */
  readonly packed: Partial<Record<Coding, Buffer | Promise<Buffer>>>;
}

const valueOf = (value: OutgoingHttpHeaders[string]): string => String(value ?? '');

function merged(vary: string, more: readonly string[]): string {
  const names = vary.split(',').map((name) => name.trim());
  const known = new Set(names.map((name) => name.toLowerCase()));
  const added = more.filter((name) => !known.has(name.toLowerCase()));
  return [...names.filter(Boolean), ...added].join(', ');
}

/** A text says its encoding, as Express has it. */
const typeOf = (type: string, isText: boolean): string =>
  isText && type !== '' && !/charset=/i.test(type) ? `${type}; charset=utf-8` : type;

/**
 * @returns an answer to be sent now and again, with a strong entity tag; null for one that is meant for one reader: it sets a
 *   cookie, or says that it is to be stored by nobody
 */
export function keepAnswer(given: OutgoingHttpHeaders, body: string | Buffer): KeptAnswer | null {
  const said = valueOf(given['cache-control']);
  if (given['set-cookie'] !== undefined || said.includes('no-store')) return null;
  if (given['x-laurel-frame'] !== undefined) return null;
  const bytes = Buffer.from(body);
  const hash =
    /^"([\w-]+)"$/.exec(valueOf(given['etag']))?.[1] ??
    createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  const isOpen = said.startsWith('public');
  // What a session may change is another answer for each; what is open to all is one, however it is packed.
  const vary = merged(
    valueOf(given['vary']),
    isOpen ? ['Accept-Encoding'] : ['Cookie', 'X-Laurel-Frame', 'Accept-Encoding'],
  );
  const brief = { 'cache-control': isOpen ? said : SHARED, vary };
  const type = typeOf(valueOf(given['content-type']), typeof body === 'string');
  const headers: OutgoingHttpHeaders = { ...given, ...brief, 'content-type': type };
  // Told of each answer anew.
  delete headers['content-length'];
  delete headers['x-request-id'];
  return { body: bytes, hash, headers, brief, packed: {} };
}

/** @returns the body in a coding, made once, off the main thread; a promise of it while it is made */
function packedAs(kept: KeptAnswer, coding: Coding): Buffer | Promise<Buffer> {
  return (kept.packed[coding] ??= PACK[coding](kept.body).then(
    (bytes) => (kept.packed[coding] = bytes),
  ));
}

function codingFor({ headers }: Request, kept: KeptAnswer): Coding | null {
  const asked = headers['accept-encoding'];
  if (typeof asked !== 'string' || kept.body.length < LEAST_PACKED_BYTES) return null;
  if (!PACKABLE.test(valueOf(kept.headers['content-type']))) return null;
  return CODINGS.find(([, pattern]) => pattern.test(asked))?.[0] ?? null;
}

const tagOf = (hash: string, coding: Coding | null): string =>
  coding === null ? `"${hash}"` : `"${hash}-${coding}"`;

/** @returns the entity tag, of those that the reader has, that is this answer's in some coding; null where none is */
function heldTag({ headers }: Request, { hash }: KeptAnswer): string | null {
  const held = headers['if-none-match'];
  // Who reloads wants it anew (RFC 9111, 5.2.1.4).
  if (held === undefined || /\bno-cache\b/.test(headers['cache-control'] ?? '')) return null;
  if (held.trim() === '*') return tagOf(hash, null);
  const tags = [null, 'br', 'gzip'].map((coding) => tagOf(hash, coding as Coding | null));
  return tags.find((tag) => held.includes(tag)) ?? null;
}

/** Sends an answer that is kept, packed as the reader takes it; a 304 to who has it (RFC 9110, 13.1.2). */
export function sendKept(req: Request, res: Response, kept: KeptAnswer): void {
  const held = heldTag(req, kept);
  if (held !== null) {
    res.removeHeader('Content-Type');
    res.writeHead(304, { ...kept.brief, etag: held, 'x-request-id': req.id }).end();
    return;
  }
  const send = (coding: Coding | null, body: Buffer): void => {
    if (coding !== null) res.setHeader('content-encoding', coding);
    res.writeHead(200, {
      ...kept.headers,
      etag: tagOf(kept.hash, coding),
      'content-length': body.length,
      'x-request-id': req.id,
    });
    res.end(body);
  };
  const coding = codingFor(req, kept);
  if (coding === null) return send(null, kept.body);
  const packed = packedAs(kept, coding);
  if (Buffer.isBuffer(packed)) return send(coding, packed);
  void packed.then(
    (body) => send(coding, body),
    () => send(null, kept.body),
  );
}
