import http from 'node:http';
import { median } from '../measure.js';
import type { Address } from './addresses.js';

const ROUNDS = 5;
const agent = new http.Agent({ keepAlive: true });

export interface Answer {
  readonly status: number;
  /** Until the whole answer was there, or its first byte where it goes on for long. */
  readonly ms: number;
  readonly text: string;
  readonly link: string;
}

/** Asks once, from another address each time: what slows somebody down who asks too often is no matter here. */
export function askOnce(url: string, { path, headers, isStream }: Address): Promise<Answer> {
  const begun = performance.now();
  const byte = (): number => Math.floor(Math.random() * 250) + 1;
  const from = { 'x-forwarded-for': `10.${byte()}.${byte()}.${byte()}` };
  return new Promise((done, fail) => {
    const options = { agent, headers: { accept: 'text/html', ...headers, ...from } };
    http
      .get(url + path, options, (res) => {
        let text = '';
        let firstMs: number | undefined;
        const link = String(res.headers.link ?? '');
        res.setEncoding('utf8');
        res.on('data', (part: string) => {
          firstMs ??= performance.now() - begun;
          text += part;
        });
        res.on('end', () => {
          const ms = isStream && firstMs !== undefined ? firstMs : performance.now() - begun;
          done({ status: res.statusCode ?? 0, ms, text, link });
        });
      })
      .on('error', fail);
  });
}

/** How long something took: the middle of some times, and the least, which what else the machine does touches least. */
export interface Took {
  readonly ms: number;
  readonly leastMs: number;
}

export const tookOf = (times: readonly number[]): Took => ({
  ms: median(times),
  leastMs: Math.min(...times),
});

/** @returns how long it takes, once it was asked for before. @throws where it is not answered with 200 */
export async function timeOf(url: string, address: Address): Promise<Took> {
  const { status, text } = await askOnce(url, address);
  if (status !== 200) {
    const words = text.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ');
    const said = words.replace(/\s+/g, ' ').slice(0, 300);
    throw new Error(`${address.name}: ${address.path}: ${status} ${said}`);
  }
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push((await askOnce(url, address)).ms);
  return tookOf(times);
}
