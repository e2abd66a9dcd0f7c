import type { z } from 'zod';
import {
  isOk,
  LaurelError,
  MOST_ROWS,
  omitUndefined,
  parseExactJson,
  type Clock,
  type OutboundResponse,
  type RowsKind,
} from '../../base/index.js';
import {
  createReadAnswer,
  defineTask,
  READING_BUDGET,
  tooLarge,
  type Workers,
} from '../../workers/index.js';
import type { AccessTokens } from './access-tokens.js';
import { nextLink } from './link-header.js';
import { PAGE_KINDS, type PageKinds } from './page-kinds.js';
import type { run } from './read-page-task.js';
import { requireOwnService } from '../platform/own-address.js';
import type { Platform } from '../platform/platform.js';
import { failed, unreadable } from './refusals.js';
import type { Send } from './send.js';

/** One call of an LTI Advantage service. */
export interface ServiceCall {
  readonly url: string;
  readonly scope: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly accept?: string;
  /** The body and its media type. */
  readonly json?: unknown;
  readonly contentType?: string;
  readonly isRepeatable?: boolean;
}

type RowOf<Name extends keyof PageKinds> = PageKinds[Name] extends RowsKind<infer T> ? T : never;

/** Calls services of platforms with a token of the one scope that the call needs. */
export interface ServiceClient {
  /**
   * @returns an answer of status 2xx
   * @throws NotFound `service_not_found` for 404, UpstreamFailed for everything else
   */
  call(platform: Platform, call: ServiceCall, maxBytes?: number): Promise<OutboundResponse>;
  /** Like `call`, returning an answer of any status; a refused token is renewed once. */
  try(platform: Platform, call: ServiceCall, maxBytes?: number): Promise<OutboundResponse>;
  /**
   * Parses a body as JSON, whatever its media type, with numbers as they were written. @throws UpstreamFailed
   * `service_unreadable`
   */
  read<T>(response: OutboundResponse, schema: z.ZodType<T>): T;
  /**
   * Reads every page of a container, in order. A page that fails makes the whole reading fail: a part of a list is
   * never taken for all of it.
   */
  pages<Name extends keyof PageKinds>(
    platform: Platform,
    call: ServiceCall,
    kind: Name,
  ): Promise<RowOf<Name>[]>;
}

const MAX_PAGES = 500;
const PAGE_BYTES = 8 * 1024 * 1024;
/** The most bytes of an answer that is no list. */
const MAX_BYTES = 256 * 1024;
/** The most bytes of one reading, all its pages together. */
const MAX_READING_BYTES = 64 * 1024 * 1024;

const task = defineTask<typeof run>({
  name: 'read-page',
  from: import.meta.url,
  module: './read-page-task',
  lane: 'tenants',
  budget: READING_BUDGET,
});

/** @returns the client of platforms' services */
export function createServiceClient(deps: {
  readonly tokens: AccessTokens;
  readonly send: Send;
  readonly clock: Clock;
  /** The worker processes that parse long pages; absent on the command line. */
  readonly workers?: Pick<Workers, 'run'> | undefined;
}): ServiceClient {
  const { tokens, send, workers } = deps;
  const readAnswer = createReadAnswer({ kinds: PAGE_KINDS, task, workers });

  async function readPage<Name extends keyof PageKinds>(
    platform: Platform,
    { url, bytes }: OutboundResponse,
    kind: Name,
  ): Promise<readonly RowOf<Name>[]> {
    const { host } = new URL(url);
    const answer = await readAnswer(bytes, kind, platform.id).catch((error: unknown) => {
      throw error instanceof LaurelError ? error : unreadable(host, error);
    });
    if (!answer.isList) throw unreadable(host, new Error('no list'));
    return answer.rows;
  }

  async function sendOnce(call: ServiceCall, token: string, maxBytes: number) {
    const { method = 'GET', accept, contentType, json } = call;
    return send(
      call.url,
      omitUndefined({
        method,
        headers: omitUndefined({
          authorization: `Bearer ${token}`,
          accept,
          'content-type': contentType,
        }),
        body: json === undefined ? undefined : JSON.stringify(json),
        maxBytes,
        isRepeatable: call.isRepeatable ?? method !== 'POST',
      }),
    );
  }

  const client: ServiceClient = {
    async try(platform, call, maxBytes = MAX_BYTES) {
      // Checked here too: launches from before this check existed may have named other addresses, as may the platform's
      // own answers.
      requireOwnService(platform, call.url);
      const token = await tokens.get(platform, call.scope);
      const response = await sendOnce(call, token, maxBytes);
      if (response.status !== 401) return response;
      tokens.drop(platform, call.scope, token);
      return sendOnce(call, await tokens.get(platform, call.scope), maxBytes);
    },
    async call(platform, call, maxBytes) {
      const response = await client.try(platform, call, maxBytes);
      if (!isOk(response)) throw failed(platform, response, deps.clock.now());
      return response;
    },
    read(response, schema) {
      const { host } = new URL(response.url);
      let body: unknown;
      try {
        body = parseExactJson(response.text());
      } catch (cause) {
        throw unreadable(host, cause);
      }
      const parsed = schema.safeParse(body);
      if (!parsed.success) throw unreadable(host, parsed.error);
      return parsed.data;
    },
    async pages<Name extends keyof PageKinds>(platform: Platform, call: ServiceCall, kind: Name) {
      const found: RowOf<Name>[] = [];
      const { origin } = new URL(call.url);
      const seen = new Set<string>();
      let bytes = 0;
      for (let next: string | null = call.url; next !== null;) {
        // A token is sent to the origin it was requested for, and nowhere else.
        if (new URL(next).origin !== origin || seen.has(next) || seen.size >= MAX_PAGES) {
          throw unreadable(new URL(next).host, new Error('the next page is elsewhere or endless'));
        }
        seen.add(next);
        const response = await client.call(platform, { ...call, url: next }, PAGE_BYTES);
        bytes += response.bytes.byteLength;
        for (const row of await readPage(platform, response, kind)) found.push(row);
        if (bytes > MAX_READING_BYTES || found.length > MOST_ROWS) throw tooLarge();
        next = nextLink(response.headers.get('link'), next);
      }
      return found;
    },
  };
  return client;
}
