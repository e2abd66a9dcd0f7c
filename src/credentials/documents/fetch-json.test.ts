import { describe, expect, it } from 'vitest';
import { createTestClock, type OutboundResponse } from '../../base/index.js';
import { plainAddresses } from '../issuer/addresses.js';
import { createFetchText } from './fetch-json.js';

/** An outbound client for which every address answers with a document, until it is told otherwise. */
function world(padding = 0) {
  const asked: string[] = [];
  const clock = createTestClock(new Date('2026-05-01T00:00:00Z'));
  const fetchJson = createFetchText({
    clock,
    addresses: plainAddresses('https://badges.example'),
    own: (path) => Promise.resolve({ path }),
    outbound: {
      fetch(url) {
        asked.push(String(url));
        const text = JSON.stringify({ id: String(url), padding: 'x'.repeat(padding) });
        const bytes = new TextEncoder().encode(text);
        const answer: OutboundResponse = {
          url: String(url),
          status: 200,
          headers: new Headers(),
          bytes,
          text: () => text,
          json: () => JSON.parse(text) as unknown,
        };
        return Promise.resolve(answer);
      },
    },
  });
  return { fetchJson, asked, clock };
}

describe('documents of other issuers', () => {
  it('are fetched once a minute', async () => {
    const { fetchJson, asked, clock } = world();
    const first = await fetchJson('https://a.example/did.json');
    expect(await fetchJson('https://a.example/did.json')).toBe(first);
    clock.advance(60_001);
    await fetchJson('https://a.example/did.json');
    expect(asked).toHaveLength(2);
  });

  it('are fetched anew for whoever asks for what is new, every five seconds at most', async () => {
    const { fetchJson, asked, clock } = world();
    await fetchJson('https://a.example/did.json');
    await fetchJson('https://a.example/did.json', { isNew: true });
    expect(asked).toHaveLength(1);
    clock.advance(5_000);
    await fetchJson('https://a.example/did.json', { isNew: true });
    expect(asked).toHaveLength(2);
    await fetchJson('https://a.example/did.json');
    expect(asked).toHaveLength(2);
  });

  it('are kept up to 32 MB in all, whatever strangers serve: the oldest goes first', async () => {
    const { fetchJson, asked } = world(1_000_000);
    for (let n = 0; n < 40; n++) await fetchJson(`https://a.example/${n}`);
    await fetchJson('https://a.example/39');
    expect(asked).toHaveLength(40);
    await fetchJson('https://a.example/0');
    expect(asked).toHaveLength(41);
  });

  it('come from their own site, with or without “www.”; what is signed in itself may lie elsewhere', async () => {
    const { clock } = world();
    const asked: [string, boolean, boolean][] = [];
    const fetchText = createFetchText({
      clock,
      addresses: plainAddresses('https://badges.example'),
      own: () => Promise.reject(new Error('not asked')),
      outbound: {
        fetch(url, request) {
          const to = (address: string) => request?.mayLeadTo?.(new URL(address)) ?? true;
          asked.push([String(url), to('https://www.a.example/x'), to('https://evil.example/x')]);
          return Promise.reject(new Error('away'));
        },
      },
    });
    const open = 'https://a.example/go?to=https://evil.example/x';
    await expect(fetchText(open, { mayMove: true })).rejects.toThrow('away');
    await expect(fetchText(open)).rejects.toThrow('away');
    expect(asked).toEqual([
      [open, true, true],
      [open, true, false],
    ]);
  });

  it('are refused at what is no address, without a throw that nobody waits for', async () => {
    const { fetchJson, asked } = world();
    await expect(fetchJson('https://256.256.256.256/did.json')).rejects.toThrow(TypeError);
    await expect(fetchJson('https://a.example:99999/did.json')).rejects.toThrow(TypeError);
    expect(asked).toEqual([]);
  });
});
