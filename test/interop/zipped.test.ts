import { zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bakePng } from '../../src/credentials/files/bake-png.js';
import { judge, signed, useOthers } from './judge-others.js';

useOthers();

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const textOf = async () => JSON.stringify(await signed());
const packed = (files: Zippable) => judge(zipSync(files));
const codeOf = async (zip: Uint8Array) => (await judge(zip)).checks[0]?.code;
const V2 =
  '{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"https://a.example/1"}';

/** Changes two bytes of the one entry of a ZIP, in its list and where it lies. */
function withField(zip: Uint8Array, inList: number, value: number): Uint8Array {
  const changed = Buffer.from(zip);
  changed.writeUInt16LE(value, changed.indexOf('PK\x01\x02', 'latin1') + inList);
  changed.writeUInt16LE(value, inList - 2);
  return new Uint8Array(changed);
}

describe('a ZIP with a badge', () => {
  it.each<[string, string, (text: string) => Uint8Array]>([
    ['badge.json', 'json', bytes],
    ['a folder/badge.png', 'png', (text) => new Uint8Array(bakePng(PNG, text))],
    [
      'badge.svg',
      'svg',
      (text) =>
        bytes(`<svg><openbadges:credential><![CDATA[${text}]]></openbadges:credential></svg>`),
    ],
    ['no ending', 'json', bytes],
  ])('%s in it is checked', async (name, format, write) => {
    const found = await packed({ [name]: write(await textOf()) });
    expect(found).toMatchObject({ verdict: 'valid', format, entry: { name, others: 0 } });
    expect(found.codes['file']).toBeUndefined();
  });

  it('that is stored, or has a comment, is checked', async () => {
    const stored = zipSync({ 'badge.json': [bytes(await textOf()), { level: 0 }] });
    expect((await judge(stored)).verdict).toBe('valid');
    const commented = Buffer.concat([stored, Buffer.from('Of the college')]);
    commented.writeUInt16LE(14, stored.length - 2);
    expect((await judge(new Uint8Array(commented))).verdict).toBe('valid');
  });

  it('that was changed is told as changed', async () => {
    const changed = JSON.stringify({ ...(await signed()), name: 'Leadership' });
    expect(await packed({ 'badge.json': bytes(changed) })).toMatchObject({
      verdict: 'invalid',
      codes: { proof: 'signature_wrong' },
    });
  });

  it('beside other files: what systems add and what is no badge is passed over', async () => {
    const found = await packed({
      '__MACOSX/._badge.json': bytes('Mac OS X'),
      '.DS_Store': bytes('x'),
      'README.txt': bytes('How to check it'),
      'documents/did.json': bytes('{"id":"did:web:college.example"}'),
      'badge.json': bytes(await textOf()),
    });
    expect(found).toMatchObject({ verdict: 'valid', entry: { name: 'badge.json', others: 0 } });
  });

  it('among several says which one was checked, and that the others were not', async () => {
    const found = await packed({
      'old.json': bytes(V2),
      'one.json': bytes(await textOf()),
      'two.json': bytes(await textOf()),
    });
    expect(found).toMatchObject({ verdict: 'valid', entry: { name: 'one.json', others: 2 } });
    expect(found.checks.find(({ name }) => name === 'file')).toMatchObject({
      outcome: 'warning',
      code: 'one_of_several',
      values: { entry: 'one.json', count: '2' },
    });
  });

  it('of 2.0 alone is told as such', async () => {
    expect(await packed({ 'badge.json': bytes(V2) })).toMatchObject({ kind: 'open-badge-2' });
  });

  it('its name does not steer a terminal, nor turn the line', async () => {
    const found = await packed({ 'a\u202Egnp\u001b[2J.json': bytes(await textOf()) });
    expect(found.entry?.name).toBe('agnp[2J.json');
  });
});

describe('a ZIP without a badge that can be read', () => {
  it('says so; of one file alone, what is wrong with that', async () => {
    const none = { 'a.txt': bytes('text'), 'b.json': bytes('{}') };
    expect(await codeOf(zipSync(none))).toBe('no_badge_in_zip');
    expect(await codeOf(zipSync({}))).toBe('no_badge_in_zip');
    expect(await codeOf(zipSync({ 'badge.png': new Uint8Array(PNG) }))).toBe('no_badge_in_picture');
  });

  it('opens no ZIP within it', async () => {
    const inner = zipSync({ 'badge.json': bytes(await textOf()) });
    expect(await codeOf(zipSync({ 'a.zip': inner, 'b.txt': bytes('text') }))).toBe(
      'no_badge_in_zip',
    );
  });

  it('opens nothing that is locked, packed in an unusual way, cut off or lies elsewhere', async () => {
    const zip = zipSync({ 'badge.json': bytes(await textOf()) });
    const LOCKED = 1;
    const LZMA = 14;
    expect(await codeOf(withField(zip, 8, LOCKED))).toBe('no_badge_in_zip');
    expect(await codeOf(withField(zip, 10, LZMA))).toBe('no_badge_in_zip');
    const elsewhere = Buffer.from(zip);
    elsewhere.writeUInt32LE(0xfffffff0, elsewhere.indexOf('PK\x01\x02', 'latin1') + 42);
    expect(await codeOf(new Uint8Array(elsewhere))).toBe('no_badge_in_zip');
    for (const length of [4, 40, zip.length - 10])
      expect([length, await codeOf(zip.slice(0, length))]).toEqual([length, 'broken_zip']);
  });

  it('unpacks no bomb: not by its size, not by how it is packed, not by how many there are', async () => {
    const large = bytes(`${await textOf()}${' '.repeat(5_000_000)}`);
    expect(await codeOf(zipSync({ 'badge.json': large }))).toBe('no_badge_in_zip');
    const dense = bytes(`${await textOf()}${' '.repeat(900_000)}`);
    expect(await codeOf(zipSync({ 'badge.json': [dense, { level: 9 }] }))).toBe('no_badge_in_zip');
    const names = Array.from({ length: 2_001 }, (_, at) => [`${at}.json`, bytes('{}')] as const);
    expect(await codeOf(zipSync(Object.fromEntries(names)))).toBe('zip_too_much');
  });

  it('reads no more files than it says, those first whose names are those of badges', async () => {
    const names = Array.from({ length: 100 }, (_, at) => [`${at}.css`, bytes('a')] as const);
    const found = await packed({
      ...Object.fromEntries(names),
      'badge.json': bytes(await textOf()),
    });
    expect(found.verdict).toBe('valid');
  });
});
