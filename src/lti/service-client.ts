import type { z } from 'zod';
import {
  NotFound,
  retryAfterMs,
  UpstreamFailed,
  type Clock,
  type OutboundResponse,
} from '../base/index.js';
import type { AccessTokens } from './access-tokens.js';
import { parseExactJson } from './exact-json.js';
import { nextLink } from './link-header.js';
import type { Platform } from './platform.js';
import type { Send } from './send.js';

/** One call of an LTI Advantage service. */
export interface ServiceCall {
  readonly url: string;
  readonly scope: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly accept?: string;
  /** Body and its media type. */
  readonly json?: unknown;
  readonly contentType?: string;
  readonly isRepeatable?: boolean;
}

/** Calls services of platforms with a token of the one scope that is needed. */
export interface ServiceClient {
  /** Any 2xx answer. Throws NotFound `service_not_found` for 404, UpstreamFailed for everything else. */
  call(platform: Platform, call: ServiceCall): Promise<OutboundResponse>;
  /** The same, whatever the answer's status; a refused token is renewed once. */
  try(platform: Platform, call: ServiceCall): Promise<OutboundResponse>;
  /** A body as JSON, numbers as they were written. */
  read<T>(response: OutboundResponse, schema: z.ZodType<T>): T;
  /** Every page of a container, in order. A page that fails throws: half a list is never taken for a whole one. */
  pages<T>(platform: Platform, call: ServiceCall, schema: z.ZodType<T>): Promise<T[]>;
}

const MAX_PAGES = 500;
const MAX_BYTES = 8 * 1024 * 1024;

/** However long a platform says: it is looked at again within a day. */
const LONGEST_RETRY_SECONDS = 86_400;

/**
 * 429 and 503, the last of several tries: when to come back, where the platform says (RFC 9110, 10.2.3). Not 503
 * here: that is our own store.
 */
function busy(platform: Platform, { headers }: OutboundResponse, now: Date, cause: Error): Error {
  const asked = retryAfterMs(headers.get('retry-after'), now);
  const seconds = asked === null ? 0 : Math.min(LONGEST_RETRY_SECONDS, Math.ceil(asked / 1000));
  return new UpstreamFailed('platform_busy', `${platform.name} asks Laurel to come back later.`, {
    ...(seconds > 0 ? { retryAfterSeconds: seconds } : {}),
    action: 'Laurel tries again by itself.',
    cause,
  });
}

function failed(platform: Platform, response: OutboundResponse, now: Date): Error {
  const { status } = response;
  const cause = new Error(`HTTP ${status}`);
  if (status === 429 || status === 503) return busy(platform, response, now, cause);
  if (status === 404) {
    return new NotFound(
      'service_not_found',
      `${platform.name} no longer knows what was asked for.`,
      {
        cause,
      },
    );
  }
  if (status === 401 || status === 403) {
    return new UpstreamFailed(
      'service_forbidden',
      `${platform.name} does not let Laurel do this.`,
      {
        action: 'Ask the administrator of the learning platform to allow the tool this service.',
        cause,
      },
    );
  }
  return new UpstreamFailed('service_failed', `${platform.name} did not answer as it should.`, {
    action: 'Laurel tries again by itself.',
    cause,
  });
}

function unreadable(platform: string, cause: unknown): UpstreamFailed {
  return new UpstreamFailed('service_unreadable', `${platform} sent what cannot be read.`, {
    cause,
  });
}

export function createServiceClient(deps: {
  readonly tokens: AccessTokens;
  readonly send: Send;
  readonly clock: Clock;
}): ServiceClient {
  const { tokens, send } = deps;

  async function sendOnce(platform: Platform, call: ServiceCall, token: string) {
    const { method = 'GET', accept, contentType, json } = call;
    return send(call.url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(accept === undefined ? {} : { accept }),
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      maxBytes: MAX_BYTES,
      isRepeatable: call.isRepeatable ?? method !== 'POST',
    });
  }

  const client: ServiceClient = {
    async try(platform, call) {
      const token = await tokens.get(platform, call.scope);
      const response = await sendOnce(platform, call, token);
      if (response.status !== 401) return response;
      tokens.drop(platform, call.scope, token);
      return sendOnce(platform, call, await tokens.get(platform, call.scope));
    },
    async call(platform, call) {
      const response = await client.try(platform, call);
      if (response.status < 200 || response.status > 299)
        throw failed(platform, response, deps.clock.now());
      return response;
    },
    read(response, schema) {
      const { host } = new URL(response.url);
      const type = response.headers.get('content-type') ?? '';
      if (!/^application\/([\w.+-]+\+)?json\b/i.test(type)) throw unreadable(host, new Error(type));
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
    async pages(platform, call, schema) {
      const found = [];
      const { origin } = new URL(call.url);
      const seen = new Set<string>();
      for (let next: string | null = call.url; next !== null;) {
        // A token goes to the origin it was asked for, and nowhere else.
        if (new URL(next).origin !== origin || seen.has(next) || seen.size >= MAX_PAGES) {
          throw unreadable(new URL(next).host, new Error('the next page is elsewhere or endless'));
        }
        seen.add(next);
        const response = await client.call(platform, { ...call, url: next });
        found.push(client.read(response, schema));
        next = nextLink(response.headers.get('link'), next);
      }
      return found;
    },
  };
  return client;
}
