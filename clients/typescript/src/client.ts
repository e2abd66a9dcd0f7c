import { OPERATIONS, type LaurelFile, type Operations } from './operations.gen.js';
import { LaurelProblem } from './problem.js';

export interface ClientOptions {
  /** The address of the installation. */
  readonly url: string;
  /** An access token, or what gives one each time (see `clientCredentials`). */
  readonly token: string | (() => Promise<string>);
  /** How requests are sent. Default: the platform's own. */
  readonly fetch?: typeof fetch;
  /** How often a request is sent again that was refused for its pace, or that was not answered. Default: 2. */
  readonly retries?: number;
  /** Waits for so many milliseconds. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

type Name = keyof Operations;
type Input<K extends Name> = Operations[K]['input'];
type Answer<K extends Name> = Operations[K]['answer'];
type Arguments<K extends Name> =
  Record<never, never> extends Input<K> ? [input?: Input<K>] : [input: Input<K>];

/** Operations that answer with a page of a list. */
type ListName = {
  [K in Name]: Answer<K> extends { data: ReadonlyArray<unknown>; next: string | null } ? K : never;
}[Name];
type Item<K extends ListName> = Answer<K> extends { data: ReadonlyArray<infer T> } ? T : never;

/** The parts of any input. */
interface AnyInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly body?: unknown;
  readonly ifMatch?: string;
  readonly idempotencyKey?: string;
}

export interface LaurelClient {
  /** Calls one operation. @throws LaurelProblem where it is refused */
  call<K extends Name>(name: K, ...input: Arguments<K>): Promise<Answer<K>>;
  /** Goes through all pages of a list. */
  each<K extends ListName>(name: K, ...input: Arguments<K>): AsyncGenerator<Item<K>>;
}

const BUSY = new Set([429, 503]);
const wait = (ms: number): Promise<unknown> => new Promise((done) => setTimeout(done, ms));

function addressOf(url: string, path: string, { params, query }: AnyInput): string {
  const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(params?.[name] ?? ''),
  );
  const address = new URL(`/api/v1${filled}`, url);
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null) address.searchParams.set(name, String(value));
  return address.href;
}

async function fileOf(response: Response): Promise<LaurelFile> {
  const type = response.headers.get('content-type') ?? 'application/octet-stream';
  return { type, bytes: new Uint8Array(await response.arrayBuffer()) };
}

/** Creates a client of one installation's API. */
export function createLaurelClient(options: ClientOptions): LaurelClient {
  const { url, token, retries = 2 } = options;
  const send = options.fetch ?? fetch;

  async function request(name: Name, input: AnyInput, key: string): Promise<Response> {
    const [method, path] = OPERATIONS[name];
    const headers = new Headers({ accept: 'application/json, */*' });
    headers.set('authorization', `Bearer ${typeof token === 'string' ? token : await token()}`);
    if (input.body !== undefined) headers.set('content-type', 'application/json');
    if (input.ifMatch !== undefined) headers.set('if-match', input.ifMatch);
    if (method === 'POST') headers.set('idempotency-key', key);
    const body = input.body === undefined ? null : JSON.stringify(input.body);
    return send(addressOf(url, path, input), { method, headers, body });
  }

  /** The same key at each attempt: what was done by one that was not answered is not done again. */
  async function persist(name: Name, input: AnyInput): Promise<Response> {
    const key = input.idempotencyKey ?? crypto.randomUUID();
    for (let left = retries; ; left -= 1) {
      const answer = await request(name, input, key).catch((error: unknown) => {
        if (left > 0) return null;
        throw error;
      });
      if (answer !== null && (left === 0 || !BUSY.has(answer.status))) return answer;
      const seconds = Number(answer?.headers.get('retry-after') ?? 1);
      await (options.wait ?? wait)(Math.min(seconds, 60) * 1000);
    }
  }

  async function call(name: Name, input: AnyInput = {}): Promise<unknown> {
    const answer = await persist(name, input);
    if (!answer.ok) throw await LaurelProblem.of(answer);
    if (OPERATIONS[name][2] === 'file') return fileOf(answer);
    const text = await answer.text();
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  async function* each(name: Name, input: AnyInput = {}): AsyncGenerator<unknown> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = { ...input.query, cursor };
      const page = (await call(name, { ...input, query })) as {
        data: unknown[];
        next: string | null;
      };
      yield* page.data;
      cursor = page.next;
    }
  }

  return { call, each } as LaurelClient;
}
