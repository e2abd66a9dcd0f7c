import { LRUCache } from 'lru-cache';
import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../base/index.js';
import { colorSchemeOf } from '../color-scheme.js';
import { keepAnswer, sendKept, type KeptAnswer } from './kept-answer.js';

/** How long an answer is kept, in milliseconds. A change in this process drops it at once. */
const FRESH_FOR_MS = 5_000;
const MOST_SUBJECTS = 5_000;
/** The most bytes of one answer, and of all that are kept. */
const MOST_BYTES = 256_000;
const MOST_KEPT_BYTES = 33_554_432;
/** Browsers say what they take in less; who says more is answered, and not kept. */
const MOST_ASKED_CHARACTERS = 500;

/** Addresses at which whoever has no session gets the same answer, if any. */
export interface SharedAddress {
  /**
   * Matches the path. It is not decoded here, before everything else: one that cannot be decoded is refused later, with a
   * message.
   */
  readonly pattern: RegExp;
  /** As the log names it. */
  readonly route: string;
  /** What these answers are about, by which they are dropped. Absent: what the pattern's first group matched. */
  readonly subject?: string;
}

/** Answers that are the same for everybody, kept for seconds. */
export interface SharedAnswers {
  /** To be mounted before everything else: answers with what is kept, and keeps what is answered after it. */
  readonly answerFirst: RequestHandler;
  /** Does something, such as counting, now and whenever the answer to this request is given again. */
  doEach(req: Request, res: Response, work: Work): void;
  /** Drops the answers about something that changed, also those being made just now. */
  drop(subject: string): void;
  dropAll(): void;
}

type Work = (req: Request, res: Response) => void;

interface Kept extends KeptAnswer {
  readonly madeAt: number;
  /** The edition of its subject when it was made. */
  readonly edition: object;
  readonly works: readonly Work[];
}

/** A request of the address by itself, without a session (in a cookie, a frame's token or a program's) and without parameters. */
const isForEverybody = ({ method, headers, url }: Request): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers.cookie === undefined &&
  headers['x-laurel-frame'] === undefined &&
  headers.authorization === undefined &&
  !url.includes('?');

/** What of a request an answer may depend on. */
const nameOf = (req: Request): string =>
  [
    // At a host of an issuer's own its documents name that host.
    req.issuerHost?.origin ?? '',
    req.path,
    req.headers.accept ?? '',
    req.headers['accept-language'] ?? '',
    colorSchemeOf(req) ?? '',
  ].join('\n');

/** Creates a bounded cache in this process of answers that everybody gets, at most five seconds old. */
export function createSharedAnswers(deps: {
  readonly clock: Clock;
  readonly addresses: readonly SharedAddress[];
}): SharedAnswers {
  const { clock, addresses } = deps;
  /** The edition of each subject; every change makes another one. */
  const editions = new LRUCache<string, object>({ max: MOST_SUBJECTS });
  const answers = new LRUCache<string, Kept>({
    maxSize: MOST_KEPT_BYTES,
    // With room for what it is packed as.
    sizeCalculation: ({ body }, name) => 2 * body.length + name.length,
  });
  const works = new WeakMap<Request, Work[]>();
  /** Answers being made just now: another request for the same waits for it. */
  const making = new Map<string, Promise<void>>();

  const editionOf = (subject: string): object => {
    const known = editions.get(subject);
    if (known !== undefined) return known;
    const fresh = {};
    editions.set(subject, fresh);
    return fresh;
  };

  const find = ({ path }: Request) => {
    for (const { pattern, route, subject } of addresses) {
      const match = pattern.exec(path);
      if (match !== null) return { route, subject: subject ?? match[1] ?? '' };
    }
    return null;
  };

  const answer = (req: Request, res: Response, name: string, { route, subject }: About) => {
    const kept = answers.get(name);
    if (kept === undefined || kept.edition !== editions.get(subject)) return false;
    if (clock.now().getTime() - kept.madeAt >= FRESH_FOR_MS) return false;
    req.answeredAs = route;
    for (const work of kept.works) work(req, res);
    sendKept(req, res, kept);
    return true;
  };

  /** Keeps an answer if it is everybody's; `made` is called before it is sent. */
  const listen = (req: Request, res: Response, name: string, { subject }: About): Made => {
    const edition = editionOf(subject);
    const madeAt = clock.now().getTime();
    const { send } = res;
    // It is made whole to be kept, whatever this reader has of it; what they have is looked at when it is sent.
    const held = req.headers['if-none-match'];
    delete req.headers['if-none-match'];
    let isMade = (): void => undefined;
    res.send = function keepAndSend(body: unknown) {
      const isWhole = res.statusCode === 200 && (typeof body === 'string' || Buffer.isBuffer(body));
      if (!isWhole && typeof body === 'object' && body !== null && !Buffer.isBuffer(body))
        return send.call(res, body);
      if (held !== undefined) req.headers['if-none-match'] = held;
      // What was dropped or evicted while it was made may be out of date, and is not kept.
      const isCurrent = isWhole && body.length < MOST_BYTES && editions.peek(subject) === edition;
      const made = isCurrent ? keepAnswer(res.getHeaders(), body) : null;
      if (made === null) send.call(res, body);
      else {
        const earlier = answers.peek(name);
        const packed = earlier?.hash === made.hash ? earlier.packed : made.packed;
        const kept = { ...made, packed, madeAt, edition, works: works.get(req) ?? [] };
        answers.set(name, kept);
        sendKept(req, res, kept);
      }
      isMade();
      return res;
    };
    return (resolve) => void (isMade = resolve);
  };

  const answerFirst: RequestHandler = async (req, res, next) => {
    if (!isForEverybody(req)) return next();
    const about = find(req);
    if (about === null) return next();
    const name = nameOf(req);
    if (answer(req, res, name, about)) return;
    if (req.method === 'HEAD' || name.length > MOST_ASKED_CHARACTERS) return next();
    const begun = making.get(name);
    if (begun !== undefined) {
      await begun;
      return answer(req, res, name, about) ? undefined : next();
    }
    const whenMade = listen(req, res, name, about);
    const done = new Promise<void>((resolve) => {
      res.once('close', resolve);
      // Resolves when it is made, not when it is read: a slow reader must not hold up the others.
      whenMade(resolve);
    });
    making.set(name, done);
    void done.then(() => making.delete(name));
    next();
  };

  return {
    answerFirst,
    doEach(req, res, work) {
      work(req, res);
      works.set(req, [...(works.get(req) ?? []), work]);
    },
    drop: (subject) => void editions.delete(subject),
    dropAll: () => editions.clear(),
  };
}

type Made = (resolve: () => void) => void;

interface About {
  readonly route: string;
  readonly subject: string;
}
