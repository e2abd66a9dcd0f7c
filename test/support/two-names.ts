import { request } from 'node:http';
import { createTestClock, UpstreamFailed, type OutboundResponse } from '../../src/base/index.js';
import { startTestLaurel, type TestLaurel } from './start-test-laurel.js';

/** An answer to a request that came by a name. */
export interface NamedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One application behind a proxy that ends TLS for several names, and what DNS says of these. */
export interface TwoNames {
  readonly laurel: TestLaurel;
  /** Another installation, with a store of its own. */
  readonly elsewhere: TestLaurel;
  readonly clock: ReturnType<typeof createTestClock>;
  /** TXT records by name; an error where the name server fails. */
  readonly records: Map<string, string[][] | Error>;
  /** Names that lead to the proxy. */
  readonly leadHere: Set<string>;
  /** Files that other servers hand out, by address. */
  readonly files: Map<string, string>;
  /** Asks by a name, as the proxy passes the request on. */
  ask(
    host: string,
    path: string,
    how?: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<NamedAnswer>;
  /** Fetches an address as somebody elsewhere does: by names that lead here, and nothing else. */
  fetchElsewhere(url: string): Promise<OutboundResponse>;
  close(): Promise<void>;
}

export async function openTwoNames(env: NodeJS.ProcessEnv = {}): Promise<TwoNames> {
  const clock = createTestClock();
  const records: TwoNames['records'] = new Map();
  const files: TwoNames['files'] = new Map();
  const leadHere = new Set<string>();
  const at: { port?: string } = {};

  const ask: TwoNames['ask'] = (host, path, { method = 'GET', headers = {}, body } = {}) =>
    new Promise((done, fail) => {
      const all = { host, 'x-forwarded-proto': 'https', ...headers };
      const sent = request(
        { host: 'localhost', port: at.port, method, path, headers: all },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', fail);
          answer.on('end', () =>
            done({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      sent.on('error', fail);
      sent.end(body);
    });

  const answerOf = (url: string, status: number, text: string): OutboundResponse => ({
    url,
    status,
    headers: new Headers(),
    bytes: Buffer.from(text),
    text: () => text,
    json: () => JSON.parse(text) as unknown,
  });

  const fetchElsewhere: TwoNames['fetchElsewhere'] = async (url) => {
    const file = files.get(url);
    if (file !== undefined) return answerOf(url, 200, file);
    const { host, pathname, search, protocol } = new URL(url);
    if (protocol !== 'https:' || !leadHere.has(host))
      throw new UpstreamFailed('upstream_unreachable', `${host} cannot be reached.`);
    const accept = 'application/did+json, application/ld+json, application/json';
    const { status, text } = await ask(host, pathname + search, { headers: { accept } });
    return answerOf(url, status, text);
  };

  const laurel = await startTestLaurel({
    clock,
    env,
    resolveTxt: (name) => {
      const found = records.get(name);
      if (found instanceof Error) return Promise.reject(found);
      if (found !== undefined) return Promise.resolve(found);
      return Promise.reject(Object.assign(new Error(name), { code: 'ENOTFOUND' }));
    },
    hostOutbound: { fetch: (url) => fetchElsewhere(String(url)) },
  });
  at.port = new URL(laurel.url).port;
  const elsewhere = await startTestLaurel({ clock });
  const close = async () => {
    await laurel.close();
    await elsewhere.close();
  };
  return { laurel, elsewhere, clock, records, leadHere, files, ask, fetchElsewhere, close };
}

/** The profile of a school, saved for a platform. */
export async function saveSchool(
  { laurel }: Pick<TwoNames, 'laurel'>,
  platformId: string,
  name: string,
): Promise<void> {
  const { issuers } = laurel.credentials;
  const { revision } = await issuers.draft(platformId);
  await issuers.save(
    platformId,
    { identity: 'did:web', name, url: `https://${platformId}.example/` },
    { actor: 'operator', revision, isByOperator: true, of: { platformId } },
  );
}

/** Has an issuer use a host of its own: asked for, proven by DNS, leading here. */
export async function useHost(
  world: Pick<TwoNames, 'laurel' | 'clock' | 'records' | 'leadHere'>,
  issuerId: string,
  host: string,
): Promise<void> {
  const { hosts } = world.laurel.credentials;
  const { token } = await hosts.ask(issuerId, host, 'operator');
  world.records.set(`_laurel.${host}`, [[`laurel-issuer=${token}`]]);
  world.leadHere.add(host);
  await hosts.prove(issuerId, 'operator');
  await hosts.use(issuerId, 'operator', new URL(world.laurel.url).host);
}
