import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Agent, RequestInit } from 'undici';
import { omitUndefined } from './omit-undefined.js';
import { checkDeadline, msToDeadline } from './deadline.js';
import { isLoopbackAddress, isPublicAddress } from './addresses.js';
import { LaurelError, UpstreamFailed } from './errors.js';
import { parseJson } from './parse-json.js';

/** One request to another system. */
export interface OutboundRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  /** The time for the whole exchange, body included, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /** The most bytes of the body, after decompression. Default: 1 MiB. */
  readonly maxBytes?: number;
  /**
   * How many redirects to follow; each target is checked as the first address is. Default 0: a redirect is an error.
   */
  readonly redirects?: number;
  /** Whether a redirect may lead here. Default: anywhere. */
  readonly mayLeadTo?: (next: URL) => boolean;
}

/** The answer of another system, its body read whole. The caller judges its status. */
export interface OutboundResponse {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  text(): string;
  /** @throws UpstreamFailed `upstream_not_json` where the body is no JSON */
  json(): unknown;
}

/** Whether an answer's status is one of success (RFC 9110, 15.3). The body may be missing all the same. */
export const isOk = ({ status }: Pick<OutboundResponse, 'status'>): boolean =>
  status >= 200 && status < 300;

/** Sends requests to other systems; created by {@link createOutbound}. */
export interface Outbound {
  fetch(url: string | URL, request?: OutboundRequest): Promise<OutboundResponse>;
  close(): Promise<void>;
}

/** What {@link createOutbound} may be told. */
export interface OutboundOptions {
  readonly userAgent: string;
  /** Hosts (`host` or `host:port`) that may have private addresses and use http. */
  readonly allowPrivateHosts?: readonly string[];
  /** Whether this machine's loopback addresses may be reached, also by http: for the demo and tests. */
  readonly allowLoopback?: boolean;
  /** Resolves a host name to its addresses. Default: the machine's resolver. */
  readonly lookup?: Lookup;
  /** The longest that any exchange may take, whatever its request allows, in milliseconds. */
  readonly patienceMs?: () => number;
}

type LookupCallback = (
  error: Error | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** Finds all addresses of a host name, as `dns.lookup` does with `all`. */
export type Lookup = (
  host: string,
  options: { readonly all: true },
  callback: (error: Error | null, found: LookupAddress[]) => void,
) => void;

function refused(host: string): LaurelError {
  return new UpstreamFailed('address_not_allowed', `${host} is not a public address.`, {
    action:
      'If it is a system of your own network, the operator can list it in ALLOW_PRIVATE_HOSTS.',
  });
}

/** How long requests that are under way may take once no others are sent, in milliseconds. */
const CLOSE_MS = 300;

/**
 * Creates the only way to other systems. It is safe against SSRF (addresses are judged at connection, after DNS),
 * bounded in time and bytes, and uses https except to hosts that the operator vouched for. Redirects are errors unless
 * the request allows them.
 */
export function createOutbound(options: OutboundOptions): Outbound {
  const vouched = new Set(options.allowPrivateHosts ?? []);
  const isVouched = (url: URL) => vouched.has(url.host) || vouched.has(url.hostname);
  const isAllowed = (address: string) =>
    isPublicAddress(address) || (options.allowLoopback === true && isLoopbackAddress(address));

  const lookup: Lookup = options.lookup ?? dnsLookup;
  const guardedLookup = (host: string, opts: object, callback: LookupCallback): void => {
    lookup(host, { ...opts, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const allowed = found.filter(({ address }) => isAllowed(address));
      // A name with one private address among public ones is refused: it may be an attempt at DNS rebinding.
      if (allowed.length === 0 || allowed.length < found.length) return callback(refused(host), []);
      callback(null, allowed);
    });
  };
  const limits = { headersTimeout: 30_000, bodyTimeout: 30_000, keepAliveTimeout: 4_000 };
  const load = async () => {
    const { Agent, fetch } = await import('./undici.js');
    return {
      fetch,
      guarded: new Agent({ ...limits, connect: { lookup: guardedLookup, timeout: 5_000 } }),
      trusting: new Agent({
        ...limits,
        connect: omitUndefined({
          timeout: 5_000,
          lookup: options.lookup ? (options.lookup as never) : undefined,
        }),
      }),
    };
  };
  // undici is loaded at the first request: worker processes import this room too, and start faster without it.
  let ways: ReturnType<typeof load> | undefined;

  function check(url: URL): 'guarded' | 'trusting' {
    if (isVouched(url)) return 'trusting';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const isOwn =
      options.allowLoopback === true && (host === 'localhost' || isLoopbackAddress(host));
    if (isIP(host) !== 0 && !isAllowed(host)) throw refused(url.host);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isOwn)) {
      throw new UpstreamFailed('address_not_https', `${url.origin} is not an https address.`);
    }
    if (url.username !== '' || url.password !== '') {
      throw new UpstreamFailed(
        'address_not_allowed',
        'An address with a password in it is not used.',
      );
    }
    return 'guarded';
  }

  async function send(
    url: URL,
    request: OutboundRequest,
    signal: AbortSignal,
  ): Promise<OutboundResponse> {
    const way = check(url);
    const { fetch, ...agents } = await (ways ??= load());
    const dispatcher: Agent = agents[way];
    const init: RequestInit = {
      method: request.method ?? 'GET',
      headers: { 'user-agent': options.userAgent, ...request.headers },
      body: request.body ?? null,
      redirect: 'manual',
      signal,
      dispatcher,
    };
    const response = await fetch(url, init);
    const most = request.maxBytes ?? 1_048_576;
    const bytes = response.ok
      ? await readBounded(response.body, most, url)
      : await readBeginning(response.body, Math.min(most, MOST_OF_AN_ERROR));
    return toResponse(url, response.status, response.headers, bytes);
  }

  return {
    async fetch(address, request = {}) {
      let url = new URL(address);
      checkDeadline();
      const patienceMs = Math.min(options.patienceMs?.() ?? Infinity, Math.ceil(msToDeadline()));
      const signal = AbortSignal.timeout(Math.min(request.timeoutMs ?? 10_000, patienceMs));
      for (let left = request.redirects ?? 0; ; left -= 1) {
        const response = await send(url, request, signal).catch((error: unknown) => {
          // A run that is out of time says nothing about the system that it called last.
          checkDeadline();
          throw explain(error, url);
        });
        const location = response.headers.get('location');
        if (response.status < 300 || response.status > 399 || location === null) return response;
        if (left <= 0) throw notFollowed(url);
        const next = follow(location, url, request);
        // Headers may hold tokens, and these are meant for one origin: a redirect to another origin gets none.
        if (next.origin !== url.origin) request = { ...request, headers: {} };
        url = next;
      }
    },
    async close() {
      if (ways === undefined) return;
      const { guarded, trusting } = await ways;
      const agents = [guarded, trusting];
      const closed = Promise.all(agents.map((agent) => agent.close()));
      await Promise.race([closed, wait(CLOSE_MS, undefined, { ref: false })]);
      await Promise.all(agents.map((agent) => agent.destroy()));
    },
  };
}

const notFollowed = ({ host }: URL): LaurelError =>
  new UpstreamFailed('redirect_not_followed', `${host} redirects elsewhere.`);

/** Where a redirect leads, if it may. */
function follow(location: string, from: URL, { mayLeadTo }: OutboundRequest): URL {
  const next = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (next === null || mayLeadTo?.(next) === false) throw notFollowed(from);
  return next;
}

function explain(error: unknown, url: URL): LaurelError {
  if (error instanceof LaurelError) return error;
  if (error instanceof Error && error.cause instanceof LaurelError) return error.cause;
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new UpstreamFailed('upstream_timeout', `${url.host} did not answer in time.`, {
      cause: error,
    });
  }
  return new UpstreamFailed('upstream_unreachable', `${url.host} cannot be reached.`, {
    cause: error,
  });
}

/** The most bytes that are read of an error's body; nobody reads more of it. */
const MOST_OF_AN_ERROR = 65_536;

async function readBeginning(
  body: AsyncIterable<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (size >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

async function readBounded(
  body: AsyncIterable<Uint8Array> | null,
  maxBytes: number,
  url: URL,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw new UpstreamFailed(
        'upstream_too_large',
        `${url.host} sent more than ${maxBytes} bytes.`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toResponse(
  url: URL,
  status: number,
  headers: Headers,
  bytes: Uint8Array,
): OutboundResponse {
  const text = () => new TextDecoder().decode(bytes);
  return {
    url: url.href,
    status,
    headers,
    bytes,
    text,
    json() {
      try {
        return parseJson(text());
      } catch (cause) {
        throw new UpstreamFailed('upstream_not_json', `${url.host} did not answer with JSON.`, {
          cause,
        });
      }
    },
  };
}
