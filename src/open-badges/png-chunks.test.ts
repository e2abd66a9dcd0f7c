import { describe, expect, it } from 'vitest';
import { isPng, listChunks, PNG_SIGNATURE } from './index.js';

const chunk = (type: string, length: number, told = length) => {
  const bytes = new Uint8Array(length + 12);
  new DataView(bytes.buffer).setUint32(0, told);
  bytes.set(new TextEncoder().encode(type), 4);
  return [...bytes];
};
const typesOf = (...chunks: readonly number[][]) =>
  [...listChunks(Uint8Array.from([...PNG_SIGNATURE, ...chunks.flat()]))].map(({ type }) => type);

describe('listChunks', () => {
  it('gives each chunk with its data and its place, to IEND and no further', () => {
    const png = Uint8Array.from([
      ...PNG_SIGNATURE,
      ...chunk('IHDR', 13),
      ...chunk('IEND', 0),
      ...chunk('tEXt', 4),
    ]);
    expect(isPng(png)).toBe(true);
    const all = [...listChunks(png)];
    expect(all.map(({ type, data }) => [type, data.length])).toEqual([
      ['IHDR', 13],
      ['IEND', 0],
    ]);
    expect(all[0]).toMatchObject({ start: 8, end: 33 });
  });

  it('ends where a chunk says that it is longer than the picture', () => {
    expect(typesOf(chunk('IHDR', 13), chunk('IDAT', 5, 6))).toEqual(['IHDR']);
    expect(typesOf(chunk('IHDR', 13), chunk('IDAT', 5, 0xffffffff))).toEqual(['IHDR']);
    expect(typesOf(chunk('IHDR', 13).slice(0, 11))).toEqual([]);
  });

  it('reads a picture that lies inside a larger buffer', () => {
    const inside = Uint8Array.from([7, 7, 7, ...PNG_SIGNATURE, ...chunk('IHDR', 2)]).subarray(3);
    expect([...listChunks(inside)].map(({ type }) => type)).toEqual(['IHDR']);
  });
});
