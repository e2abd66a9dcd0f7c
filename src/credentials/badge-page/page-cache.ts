import type { OutgoingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../base/index.js';
import { colorSchemeOf, wantsPage } from '../../web/index.js';

/** Nobody sees a page that is older than this; a change in this process drops it at once. */
const FRESH_FOR_MS = 5_000;
const MOST_BADGES = 5_000;
/** Of one page, and of all that are kept. */
const MOST_BYTES = 256_000;
const MOST_KEPT_BYTES = 33_554_432;
/** Before everything else nothing is decoded: an address that cannot be is refused in words, later. */
const PAGE = /^\/credentials\/([\w-]{22})$/;

interface Kept {
  readonly body: Buffer;
  readonly headers: OutgoingHttpHeaders;
  readonly madeAt: number;
  /** What the badge stood at when it was rendered. */
  readonly edition: object;
}

export interface PageCache {
  /** To be mounted before everything else: answers what it has, and keeps what is answered behind it. */
  readonly answerFirst: RequestHandler;
  /** The badge changed: forget its pages, also those being rendered just now. */
  drop(credentialId: string): void;
  /** An issuer changed how its pages look: forget all of them. */
  dropAll(): void;
}

/** Only what everybody gets: a page by itself, asked for without session (in a cookie or without one) and without parameters. */
const isForEverybody = (req: Request): boolean =>
  wantsPage(req) &&
  colorSchemeOf(req) === undefined &&
  req.headers.cookie === undefined &&
  req.headers['x-laurel-frame'] === undefined &&
  !req.url.includes('?');

/** A bounded in-process cache of the pages of shared badges, at most five seconds old. */
export function createPageCache({ clock }: { clock: Clock }): PageCache {
  /** The edition of each badge: another one after each change. */
  const editions = new LRUCache<string, object>({ max: MOST_BADGES });
  /** By badge and language, as the reader asked for it. */
  const pages = new LRUCache<string, Kept>({
    maxSize: MOST_KEPT_BYTES,
    sizeCalculation: ({ body }, name) => body.length + name.length,
  });
  const nameOf = (id: string, language: string) => `${id} ${language}`;

  const editionOf = (id: string): object => {
    const known = editions.get(id);
    if (known !== undefined) return known;
    const fresh = {};
    editions.set(id, fresh);
    return fresh;
  };

  /** Keeps what goes out, if it is the page of a badge; `rendered` is called before it is on its way. */
  const listen = (res: Response, id: string, language: string, rendered: () => void): void => {
    const edition = editionOf(id);
    const madeAt = clock.now().getTime();
    const { send } = res;
    res.send = function keepAndSend(body: unknown) {
      const sent = send.call(res, body);
      const isPage = res.statusCode === 200 && typeof body === 'string';
      // Dropped or pushed out while it was rendered: what was rendered may be out of date.
      if (isPage && body.length < MOST_BYTES && editions.peek(id) === edition) {
        const kept = { body: Buffer.from(body), headers: res.getHeaders(), madeAt, edition };
        pages.set(nameOf(id, language), kept);
      }
      rendered();
      return sent;
    };
  };

  const answer = (req: Request, res: Response, id: string, language: string): boolean => {
    const kept = pages.get(nameOf(id, language));
    if (kept === undefined || kept.edition !== editions.get(id)) return false;
    if (clock.now().getTime() - kept.madeAt >= FRESH_FOR_MS) return false;
    req.answeredAs = '/credentials/:id';
    res.writeHead(200, { ...kept.headers, 'x-request-id': req.id });
    res.end(kept.body);
    return true;
  };

  /** Pages being rendered just now: whoever asks for the same one waits for it, rather than rendering it again. */
  const rendering = new Map<string, Promise<void>>();

  const answerFirst: RequestHandler = async (req, res, next) => {
    const id = PAGE.exec(req.path)?.[1];
    if (id === undefined || req.method !== 'GET' || !isForEverybody(req)) return next();
    const language = req.headers['accept-language'] ?? '';
    if (answer(req, res, id, language)) return;
    const name = nameOf(id, language);
    const begun = rendering.get(name);
    if (begun !== undefined) {
      await begun;
      return answer(req, res, id, language) ? undefined : next();
    }
    const done = new Promise<void>((resolve) => {
      res.once('close', resolve);
      // Not when it has been read: whoever reads slowly would hold up everybody else.
      listen(res, id, language, resolve);
    });
    rendering.set(name, done);
    void done.then(() => rendering.delete(name));
    next();
  };

  return { answerFirst, drop: (id) => void editions.delete(id), dropAll: () => editions.clear() };
}
