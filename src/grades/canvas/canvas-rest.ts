import type { z } from 'zod';
import {
  isOk,
  isTooFast,
  LaurelError,
  MOST_ROWS,
  NotFound,
  parseExactJson,
  UpstreamFailed,
  type Clock,
  type OutboundResponse,
} from '../../base/index.js';
import { asksForPatience, secondsAsked } from '../seconds-asked.js';
import { nextLink, type Send } from '../../lti/index.js';
import {
  createReadAnswer,
  defineTask,
  READING_BUDGET,
  tooLarge,
  type Workers,
} from '../../workers/index.js';
import { CANVAS_KINDS, type CanvasKinds, type CanvasRow } from './page-kinds.js';
import type { run } from './read-page-task.js';

/** The access to Canvas's REST API in one person's name. */
export interface CanvasAccess {
  /** The origin of the Canvas; the token is sent nowhere else. */
  readonly apiUrl: string;
  /** @param refused a token that Canvas has just refused */
  token(refused?: string): Promise<string>;
}

export interface CanvasRest {
  /** Reads one answer; numbers come as the text they were written in. @throws NotFound for 404, UpstreamFailed */
  get<T>(access: CanvasAccess, path: string, schema: z.ZodType<T>): Promise<T>;
  /**
   * Reads every page, by Link (RFC 8288). A page that fails makes the whole reading fail: a part of a list is never
   * taken for all of it.
   */
  list<Name extends keyof CanvasKinds>(
    access: CanvasAccess,
    path: string,
    kind: Name,
  ): Promise<CanvasRow<Name>[]>;
}

const PAGE_BYTES = 8 * 1024 * 1024;
/** The most bytes of an answer that is no list. */
const MAX_BYTES = 1024 * 1024;
/** The most bytes of one reading, all its pages together. */
const MAX_READING_BYTES = 64 * 1024 * 1024;
const MAX_PAGES = 1_000;
const THROTTLED_TRIES = 5;

/** The code of a refusal that concerns the person who authorised. */
export const NOT_PERMITTED = 'canvas_not_permitted';

const TRY_AGAIN = 'Laurel tries again by itself.';

const busy = (told: { readonly retryAfterSeconds?: number }, cause?: unknown) =>
  new UpstreamFailed('canvas_busy', 'Canvas asks Laurel to slow down.', {
    action: TRY_AGAIN,
    cause,
    ...told,
  });

function failed(response: OutboundResponse, now: Date): Error {
  const cause = new Error(`HTTP ${response.status}`);
  if (asksForPatience(response)) return busy(secondsAsked(response, now), cause);
  if (response.status === 404) {
    return new NotFound('canvas_not_found', 'Canvas no longer knows what was asked for.', {
      cause,
    });
  }
  if (response.status === 401 || response.status === 403) {
    const said = response.text();
    const isScope = /insufficient scopes/i.test(said);
    if (/invalid assignment ids/i.test(said)) {
      return new UpstreamFailed(
        'canvas_unpublished',
        'This assignment is not published in Canvas, so nobody has a grade for it yet.',
        { action: 'Publish it in Canvas; then this works by itself.', cause },
      );
    }
    return new UpstreamFailed(
      isScope ? 'canvas_scope_missing' : NOT_PERMITTED,
      isScope
        ? 'Laurel’s developer key in Canvas lacks a scope.'
        : 'Whoever authorised Laurel may not read grades in this course.',
      {
        action: isScope
          ? 'An administrator adds the scopes that “Where grades come from” lists, and Laurel is authorised again.'
          : 'A teacher of the course authorises Laurel under “Where grades come from”.',
        cause,
      },
    );
  }
  return new UpstreamFailed('canvas_failed', 'Canvas did not answer as it should.', {
    action: TRY_AGAIN,
    cause,
  });
}

const unreadable = (cause: unknown) =>
  new UpstreamFailed('canvas_unreadable', 'Canvas sent what cannot be read.', {
    action: TRY_AGAIN,
    cause,
  });

/** Canvas refuses requests that come too fast with 403; `paceOutbound` waits before the next attempt. */
const task = defineTask<typeof run>({
  name: 'read-canvas-page',
  from: import.meta.url,
  module: './read-page-task',
  lane: 'tenants',
  budget: READING_BUDGET,
});

/** @returns the client of Canvas's REST API */
export function createCanvasRest(deps: {
  readonly send: Send;
  readonly clock: Clock;
  readonly workers: Pick<Workers, 'run'>;
}): CanvasRest {
  const { send, clock, workers } = deps;
  const readAnswer = createReadAnswer({ kinds: CANVAS_KINDS, task, workers });

  async function sendOnce(url: string, token: string, maxBytes: number): Promise<OutboundResponse> {
    for (let tried = 1; ; tried += 1) {
      const response = await send(url, {
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
        maxBytes,
        timeoutMs: 30_000,
        isRepeatable: true,
      });
      if (response.status !== 403 || !isTooFast(response)) return response;
      if (tried >= THROTTLED_TRIES) throw busy({ retryAfterSeconds: 60 });
    }
  }

  async function call(
    access: CanvasAccess,
    url: string,
    maxBytes = MAX_BYTES,
  ): Promise<OutboundResponse> {
    const token = await access.token();
    let response = await sendOnce(url, token, maxBytes);
    // An access token is valid for an hour: one that is refused is renewed once. A person who lost their role gets the
    // same answer.
    if (response.status === 401)
      response = await sendOnce(url, await access.token(token), maxBytes);
    if (!isOk(response)) throw failed(response, clock.now());
    return response;
  }

  function read<T>(response: OutboundResponse, schema: z.ZodType<T>): T {
    let body: unknown;
    try {
      body = parseExactJson(response.text());
    } catch (cause) {
      throw unreadable(cause);
    }
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw unreadable(parsed.error);
  }

  return {
    async get(access, path, schema) {
      return read(await call(access, new URL(path, access.apiUrl).href), schema);
    },
    async list<Name extends keyof CanvasKinds>(access: CanvasAccess, path: string, kind: Name) {
      const found: CanvasRow<Name>[] = [];
      let bytes = 0;
      const first = new URL(path, access.apiUrl);
      first.searchParams.set('per_page', '100');
      const seen = new Set<string>();
      for (let next: string | null = first.href; next !== null;) {
        if (new URL(next).origin !== first.origin || seen.has(next) || seen.size >= MAX_PAGES) {
          throw unreadable(new Error('the next page is elsewhere or endless'));
        }
        seen.add(next);
        const response = await call(access, next, PAGE_BYTES);
        bytes += response.bytes.byteLength;
        const answer = await readAnswer(response.bytes, kind, first.origin).catch(
          (error: unknown) => {
            throw error instanceof LaurelError ? error : unreadable(error);
          },
        );
        if (!answer.isList) throw unreadable(new Error('no list'));
        for (const row of answer.rows) found.push(row);
        if (bytes > MAX_READING_BYTES || found.length > MOST_ROWS) throw tooLarge();
        next = nextLink(response.headers.get('link'), next);
      }
      return found;
    },
  };
}
