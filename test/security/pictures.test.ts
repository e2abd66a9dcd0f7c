import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PALETTES, TEMPLATES } from '../../src/achievements/index.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>';
const ID = 'an-upload-from-before';

let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
  // As it was kept before drawings were: an SVG alone.
  await laurel.store.connection
    .collection<{ _id: string }>('achievementPictures')
    .insertOne({ _id: ID, type: 'svg', bytes: Buffer.from(SVG), createdAt: new Date() } as never);
});
afterAll(() => laurel.close());

const ask = () => fetch(`${laurel.url}/achievements/pictures/${ID}.png`);
const kept = () =>
  laurel.store.connection
    .collection<{ _id: string; png?: unknown }>('achievementPictures')
    .findOne({ _id: ID });

describe('an upload from before drawings were kept', () => {
  it('is drawn when it is first asked for, kept, and not sent again to who has it', async () => {
    expect((await kept())?.png).toBeUndefined();
    const first = await ask();
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('image/png');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toBe(`"${ID}"`);
    const drawn = Buffer.from(await first.arrayBuffer());
    expect(drawn.subarray(1, 4).toString()).toBe('PNG');
    expect((await kept())?.png).toBeDefined();
    // `fetch` would ask for a new copy whatever is kept: it adds no-cache to If-None-Match.
    const again = await request(laurel.app)
      .get(`/achievements/pictures/${ID}.png`)
      .set('If-None-Match', etag);
    expect(again.status).toBe(304);
    expect(again.text).toBe('');
    expect(Buffer.from(await (await ask()).arrayBuffer())).toEqual(drawn);
  });
});

describe('the designs and colours to choose from', () => {
  it('all come, asked for at once by one browser before anything was drawn', async () => {
    const fresh = await startTestLaurel();
    const addresses = [
      ...TEMPLATES.map(({ name: template }) => ({ template, palette: 'laurel', text: '' })),
      ...PALETTES.map(({ name: palette }) => ({ template: 'wreath', palette, text: '' })),
      { template: 'wreath', palette: 'laurel', text: 'Two samples' },
    ].map((art) => `${fresh.url}/achievements/art.svg?${new URLSearchParams(art).toString()}`);
    const answers = await Promise.all(addresses.map((url) => fetch(url)));
    await fresh.close();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
