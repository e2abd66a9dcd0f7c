import type { OutgoingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../base/index.js';
import type { Usage } from '../../usage/index.js';
import { colorSchemeOf, wantsPage } from '../../web/index.js';

/** How long a cached page is served, in milliseconds. A change in this process drops it at once. */
const FRESH_FOR_MS = 5_000;
const MOST_BADGES = 5_000;
/** The most bytes of one page, and of all that are kept. */
const MOST_BYTES = 256_000;
const MOST_KEPT_BYTES = 33_554_432;
/**
 * Matches a badge's page. The address is not decoded here, before everything else: one that cannot be decoded is
 * refused later, with a message.
 */
const PAGE = /^\/credentials\/([\w-]{22})$/;

interface Kept {
  readonly body: Buffer;
  readonly headers: OutgoingHttpHeaders;
  readonly madeAt: number;
  /** The edition of the badge when its page was rendered. */
  readonly edition: object;
}

export interface PageCache {
  /** To be mounted before everything else: answers with a cached page, and caches what is answered after it. */
  readonly answerFirst: RequestHandler;
  /** Notes which achievement's badge is at an address, so that a cached page is counted, too. */
  noteShown(addressId: string, achievementUrl: string): void;
  /** Drops the pages of a badge that changed, also those being rendered just now. */
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

/** Creates a bounded in-process cache of the pages of shared badges, at most five seconds old. */
export function createPageCache(deps: {
  readonly clock: Clock;
  readonly usage: Pick<Usage, 'countAnswer'>;
}): PageCache {
  const { clock, usage } = deps;
  /** The achievement of each badge whose page was rendered here. */
  const achievements = new LRUCache<string, string>({ max: MOST_BADGES });
  /** The edition of each badge; every change makes another one. */
  const editions = new LRUCache<string, object>({ max: MOST_BADGES });
  /** Pages by badge and language, as the reader asked for it. */
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

  /** Caches an answer if it is the page of a badge; `rendered` is called before the answer is sent. */
  const listen = (res: Response, id: string, language: string, rendered: () => void): void => {
    const edition = editionOf(id);
    const madeAt = clock.now().getTime();
    const { send } = res;
    res.send = function keepAndSend(body: unknown) {
      const sent = send.call(res, body);
      const isPage = res.statusCode === 200 && typeof body === 'string';
      // A page whose badge was dropped or evicted while it was rendered may be out of date, and is not cached.
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
    const achievement = achievements.get(id);
    if (achievement !== undefined) usage.countAnswer(req, res, achievement, 'page');
    res.writeHead(200, { ...kept.headers, 'x-request-id': req.id });
    res.end(kept.body);
    return true;
  };

  /** Pages being rendered just now: another request for the same page waits for it. */
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
      // Resolves when the page is rendered, not when it is read: a slow reader must not hold up the others.
      listen(res, id, language, resolve);
    });
    rendering.set(name, done);
    void done.then(() => rendering.delete(name));
    next();
  };

  return {
    answerFirst,
    noteShown: (id, achievementUrl) => void achievements.set(id, achievementUrl),
    drop: (id) => void editions.delete(id),
    dropAll: () => editions.clear(),
  };
}
