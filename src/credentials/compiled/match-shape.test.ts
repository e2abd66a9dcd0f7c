import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANYTHING, compileMatch } from './match-shape.js';

const sentinels = ['holeA', 'holeB', 'holeC'].map((text, field) => ({ text, field }));
const sample = {
  '@context': ['https://a.example/v1'],
  id: 'https://b.example/holeA',
  type: ['X', 'Y'],
  status: { id: 'https://b.example/holeA#holeC', index: 'holeC', flag: null },
  subject: { id: 'https://b.example/holeA#recipient', name: 'holeB', points: 3.5, shown: true },
  proof: ANYTHING,
};
const match = compileMatch(sample, sentinels, (field) => field === 2);

const documentOf = (id: string, name: string, index: string) => ({
  '@context': ['https://a.example/v1'],
  id: `https://b.example/${id}`,
  type: ['X', 'Y'],
  status: { id: `https://b.example/${id}#${index}`, index, flag: null },
  subject: { id: `https://b.example/${id}#recipient`, name, points: 3.5, shown: true },
  proof: [{ any: 'thing' }],
});
type Document = ReturnType<typeof documentOf>;
const good = (): Document => documentOf('abc', 'Ada', '17');

describe('compileMatch', () => {
  it('finds what stands in the holes, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9_~-]{0,20}$/),
        fc.string({ unit: 'grapheme' }),
        fc.nat(),
        (id, name, index) => {
          expect(match(documentOf(id, name, String(index)))).toEqual([id, name, String(index)]);
        },
      ),
    );
  });

  it.each<[string, (document: Document) => unknown]>([
    ['another constant', (d) => ({ ...d, subject: { ...d.subject, points: 4 } })],
    ['a constant of another type', (d) => ({ ...d, subject: { ...d.subject, shown: 'true' } })],
    ['a member more', (d) => ({ ...d, more: 1 })],
    ['a member more, further in', (d) => ({ ...d, status: { ...d.status, more: null } })],
    ['a member less', ({ type: _, ...d }) => d],
    ['a member by another name', ({ type, ...d }) => ({ ...d, types: type })],
    ['members in another order', ({ id, ...d }) => ({ id, ...d })],
    ['an item more', (d) => ({ ...d, type: ['X', 'Y', 'Z'] })],
    ['items in another order', (d) => ({ ...d, type: ['Y', 'X'] })],
    ['one value instead of a list', (d) => ({ ...d, type: 'X' })],
    ['a list instead of an object', (d) => ({ ...d, status: [d.status] })],
    ['no text in a hole', (d) => ({ ...d, subject: { ...d.subject, name: 7 } })],
    [
      'two values in holes of one',
      (d) => ({ ...d, subject: documentOf('x', 'Ada', '17').subject }),
    ],
    ['an address elsewhere', (d) => ({ ...d, id: 'https://c.example/abc' })],
    ['an address that is not plain', () => documentOf('a b', 'Ada', '17')],
    ['an index in an address that is no number', () => documentOf('abc', 'Ada', '1x')],
    ['half a surrogate pair', () => documentOf('abc', '\uD800', '17')],
    ['nothing', () => null],
  ])('knows no document with %s', (_, change) => {
    expect(match(good())).not.toBeNull();
    expect(match(change(good()))).toBeNull();
  });
});
