import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { documentsFrom } from '../../src/credentials/documents/documents-for-tasks.js';
import { verify, type VerifyEnvironment } from '../../src/credentials/verify/index.js';
import { badgeOf, createSigner, NOW, V2, type Json } from './sign-badge.js';

const away = () => Promise.reject(new Error('away'));
const environment: VerifyEnvironment = {
  now: () => NOW,
  fetchJson: away,
};

async function judge(input: Json | string | Uint8Array, env = environment) {
  const isRaw = typeof input === 'string' || input instanceof Uint8Array;
  const result = await verify(isRaw ? input : JSON.stringify(input), env);
  const codes = Object.fromEntries(result.checks.map(({ name, code }) => [name, code]));
  return { ...result, codes };
}

let signer: Awaited<ReturnType<typeof createSigner>>;
beforeAll(async () => {
  signer = await createSigner();
});
const signed = (over: Json = {}, subject: Json = {}) =>
  signer.sign(badgeOf(signer.id, over, subject));

describe('files, as others write them', () => {
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const withChunk = (type: string, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(type, 4, 'latin1');
    return new Uint8Array(
      Buffer.concat([PNG.subarray(0, 33), head, data, Buffer.alloc(4), PNG.subarray(33)]),
    );
  };
  const KEYWORD = Buffer.from('openbadgecredential\0');
  const NS = 'https://purl.imsglobal.org/ob/v3p0';
  const svg = (inner: string, prefix = 'openbadges', namespace = NS) =>
    `<svg xmlns:${prefix}="${namespace}"><${prefix}:credential>${inner}</${prefix}:credential></svg>`;

  it.each<[string, (text: string) => string | Uint8Array]>([
    [
      'a tEXt chunk of Latin-1',
      (text) => withChunk('tEXt', Buffer.concat([KEYWORD, Buffer.from(text, 'latin1')])),
    ],
    [
      'an iTXt chunk without its flags',
      (text) => withChunk('iTXt', Buffer.concat([KEYWORD, Buffer.from(text)])),
    ],
    [
      'a keyword with a space',
      (text) => withChunk('iTXt', Buffer.from(`openbadgecredential \0\0\0\0\0${text}`)),
    ],
    [
      'two sections',
      (text) => svg(`<![CDATA[${text.slice(0, 99)}]]><!-- a --><![CDATA[${text.slice(99)}]]>`),
    ],
    [
      'the namespace of the specification',
      (text) => svg(`<![CDATA[${text}]]>`, 'o', 'https://purl.imsglobal.org/spec/ob/v3p0'),
    ],
    [
      'declarations of its own',
      (text) => `<!DOCTYPE svg [ <!ENTITY a "b>"> ]>${svg(`<![CDATA[${text}]]>`)}`,
    ],
    [
      'Latin-1, as it declares',
      (text) =>
        new Uint8Array(
          Buffer.from(
            `<?xml version="1.0" encoding="ISO-8859-1"?>${svg(`<![CDATA[${text}]]>`)}`,
            'latin1',
          ),
        ),
    ],
    ['packed SVG', (text) => new Uint8Array(gzipSync(svg(`<![CDATA[${text}]]>`)))],
    ['JSON in a text of JSON', (text) => JSON.stringify(text)],
    ['a text with a NUL at its end', (text) => `${text}\r\n\0`],
  ])('%s: read', async (_, write) => {
    const text = JSON.stringify(await signed({ name: 'Über Größe' }));
    expect(await judge(write(text))).toMatchObject({ verdict: 'valid' });
  });

  it('a text that unpacks to too much is none', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(5_000_000, ' ')));
    expect((await judge(bomb)).checks[0]?.code).toBe('not_text');
  });
});

describe('related resources that are at hand', () => {
  const sri = (bytes: string | Buffer, name: 'sha256' | 'sha384' | 'sha512' = 'sha384') =>
    `${name}-${createHash(name).update(bytes).digest('base64')}`;
  const vouched = async (id: string, digestSRI: string, env = environment) =>
    (await judge(await signed({ relatedResource: { id, digestSRI } }), env)).codes['resources'];

  it('the context of VC 2.0, by what its specification vouches for (5.3, example)', async () => {
    const published = 'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU';
    expect(await vouched(V2, published)).toBe('resource_unchanged');
    expect(await vouched(V2, sri('{}'))).toBe('resource_changed');
  });

  it('another context, as it is written as a rule; otherwise nobody can tell', async () => {
    const DI = 'https://w3id.org/security/data-integrity/v2';
    const published = 'sha256-Z/IebjOmwU5cz9L8eGX3R0+3GgSvfpQTbLOZ36yK6PQ=';
    expect(await vouched(DI, sri('{}'))).toBe('resource_not_at_hand');
    expect(await vouched(DI, published)).toBe('resource_unchanged');
  });

  it('a picture within its own address', async () => {
    const picture = `data:image/svg+xml;base64,${Buffer.from('<svg/>').toString('base64')}`;
    const plain = 'data:image/svg+xml,%3Csvg/%3E';
    for (const id of [picture, plain]) {
      expect(await vouched(id, sri('<svg/>'))).toBe('resource_unchanged');
      expect(await vouched(id, sri('<svg></svg>'))).toBe('resource_changed');
    }
  });

  it('what was fetched for the badge anyway, and nothing is fetched for it', async () => {
    const asked: unknown[] = [];
    const LIST = 'https://college.example/served';
    const served = JSON.stringify({ said: 'as it is served' });
    const { fetchJson, findResource } = documentsFrom((_name, url) => {
      asked.push(url);
      return Promise.resolve(served);
    });
    const env = { ...environment, fetchJson, findResource };
    expect(await vouched(LIST, sri(served), env)).toBe('resource_not_at_hand');
    expect(asked).toEqual([]);
    await fetchJson(LIST);
    expect(await vouched(LIST, sri(served), env)).toBe('resource_unchanged');
    expect(await vouched(LIST, sri('changed'), env)).toBe('resource_changed');
    expect(asked).toEqual([LIST]);
  });
});
