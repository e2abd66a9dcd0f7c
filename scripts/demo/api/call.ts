import { omitUndefined } from '../../../src/base/index.js';

/** Calls of the API with one token. */
export interface ApiCaller {
  /** Sends and reads JSON. @throws Error with what the API said, where it answers anything but a success */
  json<T>(method: string, path: string, body?: object): Promise<T>;
  /** Sends a body as it is. */
  send<T>(path: string, body: string | Uint8Array, type: string): Promise<T>;
  /** Reads a file. */
  text(path: string): Promise<string>;
  /** Every row of a list. */
  all<T>(path: string): Promise<T[]>;
}

/**
 * @param origin of the installation
 * @param token what opens it
 */
export function createCaller(origin: string, token: string): ApiCaller {
  const ask = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method,
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    });
    if (!answer.ok)
      throw new Error(`${method} ${path} answers ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  const json = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const init = omitUndefined({
      body: body && JSON.stringify(body),
      headers: body && { 'content-type': 'application/json' },
    });
    return (await ask(method, path, init)).json() as Promise<T>;
  };
  return {
    json,
    async send<T>(path: string, body: string | Uint8Array, type: string) {
      const init = {
        body: typeof body === 'string' ? body : Buffer.from(body),
        headers: { 'content-type': type },
      };
      return (await ask('POST', path, init)).json() as Promise<T>;
    },
    text: async (path) => (await ask('GET', path)).text(),
    async all<T>(path: string) {
      const rows: T[] = [];
      let cursor = '';
      for (;;) {
        const sign = path.includes('?') ? '&' : '?';
        const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page = await json<{ data: T[]; next: string | null; hasMore?: boolean }>(
          'GET',
          `${path}${sign}limit=100${from}`,
        );
        rows.push(...page.data);
        if (page.next === null || page.hasMore === false) return rows;
        cursor = page.next;
      }
    },
  };
}
