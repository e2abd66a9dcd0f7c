import type { NextFunction, Request, Response } from 'express';

export type FaultKind =
  | 'timeout' // never answers; the tool has to give up
  | 'hang' // answers, sends half of the body, and then nothing more
  | 'disconnect' // closes the connection without an answer
  | 'error500'
  | 'error503'
  | 'throttle429' // with Retry-After
  | 'notFound404' // as from a proxy that has lost its way
  | 'unauthorized401' // as when the token was revoked
  | 'cut' // promises a whole body, sends half and closes
  | 'cutJson' // a whole answer whose JSON stops in the middle
  | 'wrongJson' // 200 with JSON of another shape
  | 'wrongTypes' // 200 with the right shape, where texts are numbers and numbers are lists
  | 'expireTokens' // every access token has run out when this request arrives
  | 'refused400' // as Moodle answers a score of somebody who cannot be graded, and Canvas a stale one
  | 'refused422' // as Canvas answers a score of somebody who is no student, and any in a course that is not published
  | 'phpLabel' // the right answer under PHP's own label, text/html; an empty one with 204
  | 'html' // 200 with an HTML page, as a login wall or a proxy gives
  | 'duplicate' // every row of the page twice
  | 'own' // whatever the rule's `respond` does
  | 'loopNext' // the Link header's next leads back to this page
  | 'reorder'; // the rows of the page in another order

export interface FaultRule {
  kind: FaultKind;
  /** Which requests: a part of the path, or a test on path and method. All service calls when absent. */
  match?: string | ((request: { method: string; path: string }) => boolean);
  /** How many times, then the rule is over. Without: for ever. */
  times?: number;
  /** Retry-After (throttle429, error503): seconds, or a date as HTTP writes it. */
  retryAfter?: number | string;
  /** Answers by itself, for the kind `own`. */
  respond?: (req: Request, res: Response) => void;
}

export const ALL_FAULTS: FaultKind[] = [
  'timeout',
  'hang',
  'disconnect',
  'error500',
  'error503',
  'throttle429',
  'unauthorized401',
  'cut',
  'cutJson',
  'wrongJson',
  'wrongTypes',
  'expireTokens',
  'html',
  'duplicate',
  'reorder',
];

/** A small seeded generator (mulberry32): the same seed gives the same faults. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function shuffled<T>(rows: T[], random: () => number): T[] {
  const copy = [...rows];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

/** The same shape with wrong types: a text becomes a number, a number a list, a list an object. */
function mistype(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => mistype(each));
  if (typeof value === 'string') return value.length;
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mistype(each)]));
}

/** Applies `change` to the rows of a page, wherever this service keeps them. */
function changeRows(body: string, change: (rows: unknown[]) => unknown[]): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return body;
  }
  if (Array.isArray(parsed)) return JSON.stringify(change(parsed));
  if (typeof parsed !== 'object' || parsed === null) return body;
  for (const key of ['members', 'usergrades']) {
    const rows = (parsed as Record<string, unknown>)[key];
    if (Array.isArray(rows)) return JSON.stringify({ ...parsed, [key]: change(rows) });
  }
  return body;
}

/**
 * Spoils a platform's service answers: by rules, by chance with a seed, or all of them in an outage. Sits before the
 * services (token, AGS, NRPS, REST, web services), not before the pages people use.
 */
export class Faults {
  private rules: FaultRule[] = [];
  private chance: Required<Omit<ChanceOptions, 'seed'>> | null = null;
  private random = seeded(1);
  /** Ends the platform's access tokens; set by the platform. */
  expireTokens: () => void = () => undefined;
  /** While true no service answers at all: connections are closed, as when the LMS is down. */
  outage = false;
  /** What was done to which request, in order. */
  readonly injected: { kind: FaultKind | 'outage'; method: string; path: string }[] = [];

  add(rule: FaultRule): this {
    this.rules.push({ ...rule });
    return this;
  }

  /** From now on every service call is spoiled with probability `rate`, by one of `kinds`. */
  byChance({ seed, rate, kinds = ALL_FAULTS, now = () => new Date() }: ChanceOptions): this {
    this.random = seeded(seed);
    this.chance = { rate, kinds, now };
    return this;
  }

  /** Whether anything may happen to a request now. */
  get isOn(): boolean {
    return this.outage || this.rules.length > 0 || this.chance !== null;
  }

  clear(): void {
    this.rules = [];
    this.chance = null;
    this.outage = false;
  }

  private next(method: string, path: string): FaultRule | null {
    const rule = this.rules.find(({ match, times }) => {
      if (times !== undefined && times <= 0) return false;
      if (match === undefined) return true;
      return typeof match === 'string' ? path.includes(match) : match({ method, path });
    });
    if (rule) {
      if (rule.times !== undefined) rule.times -= 1;
      return rule;
    }
    if (!this.chance || this.random() >= this.chance.rate) return null;
    const { kinds, now } = this.chance;
    const kind = kinds[Math.floor(this.random() * kinds.length)]!;
    if (kind !== 'throttle429' && kind !== 'error503') return { kind };
    const seconds = Math.floor(this.random() * 40);
    const isDate = this.random() < 0.5;
    const date = new Date(now().getTime() + seconds * 1_000).toUTCString();
    return { kind, retryAfter: isDate ? date : seconds };
  }

  readonly middleware = (req: Request, res: Response, next: NextFunction): void => {
    const path = req.originalUrl;
    if (this.outage) {
      this.injected.push({ kind: 'outage', method: req.method, path });
      req.socket.destroy();
      return;
    }
    const fault = this.next(req.method, path);
    if (!fault) return next();
    this.injected.push({ kind: fault.kind, method: req.method, path });
    this.apply(fault, req, res, next);
  };

  private apply(fault: FaultRule, req: Request, res: Response, next: NextFunction): void {
    const retry = { 'retry-after': String(fault.retryAfter ?? 1) };
    switch (fault.kind) {
      case 'timeout':
        return;
      case 'disconnect':
        req.socket.destroy();
        return;
      case 'error500':
        res.status(500).send('Internal Server Error');
        return;
      case 'error503':
        res.status(503).set(retry).send('Service Unavailable');
        return;
      case 'throttle429':
        res.status(429).set(retry).send('Too Many Requests');
        return;
      case 'notFound404':
        res.status(404).send('Not Found');
        return;
      case 'unauthorized401':
        res.status(401).json({ error: 'invalid token' });
        return;
      case 'refused400':
        res.status(400).send('Bad Request');
        return;
      case 'refused422':
        res.status(422).json({ errors: { type: 'unprocessable_entity' } });
        return;
      case 'html':
        res.status(200).type('html').send('<!doctype html><title>Down for maintenance</title>');
        return;
      case 'wrongJson':
        res.status(200).json({ surprise: [1, 2, 3], message: null });
        return;
      case 'own':
        fault.respond?.(req, res);
        return;
      case 'expireTokens':
        this.expireTokens();
        return next();
      default:
        this.spoilBody(fault.kind, req, res);
        next();
    }
  }

  private spoilBody(kind: FaultKind, req: Request, res: Response): void {
    const send = res.send.bind(res);
    let isOver = false;
    res.send = (body: unknown): Response => {
      if (isOver) return send(body);
      // Express calls send again with the text of an object; that call is the one to spoil.
      if (typeof body !== 'string') return send(body);
      isOver = true;
      const text = body;
      if (kind === 'loopNext') {
        res.set('link', `<http://${req.headers.host}${req.originalUrl}>; rel="next"`);
        return send(text);
      }
      if (kind === 'phpLabel') {
        if (text === '') res.status(204);
        res.type('html');
        return send(text);
      }
      if (kind === 'wrongTypes') {
        return send(JSON.stringify(mistype(JSON.parse(text || 'null'))));
      }
      if (kind === 'cutJson') return send(text.slice(0, Math.floor(text.length / 2)));
      if (kind === 'duplicate') {
        return send(changeRows(text, (rows) => rows.flatMap((row) => [row, row])));
      }
      if (kind === 'reorder') return send(changeRows(text, (rows) => shuffled(rows, this.random)));
      const bytes = Buffer.from(text);
      res.set('content-length', String(bytes.length));
      res.flushHeaders();
      res.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
        if (kind === 'cut') req.socket.destroy();
      });
      return res;
    };
  }
}

interface ChanceOptions {
  seed: number;
  /** 0 to 1. */
  rate: number;
  kinds?: readonly FaultKind[];
  /** What `Retry-After` as a date counts from. */
  now?: () => Date;
}
