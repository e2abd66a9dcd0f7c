import { serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { decode, decodeFields } from './decode.js';

/** A document's bytes with the letters `XY` in it turned into bytes that are no UTF-8. */
function spoilt(document: object): Buffer {
  const bytes = Buffer.from(serialize(document));
  const at = bytes.indexOf('XY');
  bytes.set([0xc3, 0x28], at);
  return bytes;
}

describe('text that is no UTF-8', () => {
  it.each([
    ['a string', { a: 'XY' }],
    ['a string in a document in an array', { a: [{ b: 'XY' }] }],
    ['a name', { XY: 1 }],
    ['the name of a field within', { a: { XY: 1 } }],
  ])('%s is refused (22 InvalidBSON), read or passed over', (_what, document) => {
    const refusal = expect.objectContaining({ code: 22 }) as unknown;
    const thrown = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return error;
      }
    };
    expect(thrown(() => decode(spoilt(document)))).toEqual(refusal);
    expect(thrown(() => decodeFields(spoilt(document), new Set(['other'])))).toEqual(refusal);
  });

  it('is not what holds the replacement character, or any other', () => {
    const document = { a: '\ufffd é 😀', b: { '\ufffd': ['ß'] } };
    const bytes = Buffer.from(serialize(document));
    expect(decode(bytes).get('a')).toBe(document.a);
    expect(decodeFields(bytes, new Set(['x'])).size).toBe(0);
  });
});
