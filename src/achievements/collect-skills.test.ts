import { expect, it } from 'vitest';
import { omitUndefined } from '../base/index.js';
import { collectSkills } from './collect-skills.js';

const of = ['Foundation', 'Advanced'];
const skill = (name: string, level?: string) =>
  omitUndefined({
    framework: 'ESCO' as const,
    targetName: name,
    targetUrl: `https://x.eu/${name}`,
    level: level === undefined ? undefined : { name: level, of },
  });

it('lists each skill once, with all that show it and the highest level of one scale', () => {
  const found = collectSkills([
    {
      name: 'A',
      href: '/a',
      content: { alignments: [skill('tables', 'Advanced'), skill('charts')] },
    },
    { name: 'B', content: { alignments: [skill('tables', 'Foundation')] } },
    { name: 'C', content: { alignments: [] } },
  ]);
  expect(found.map(({ name, level }) => [name, level])).toEqual([
    ['charts', undefined],
    ['tables', 'Advanced'],
  ]);
  expect(found[1]?.shownBy).toEqual([
    { name: 'A', href: '/a', level: 'Advanced' },
    { name: 'B', level: 'Foundation' },
  ]);
});

it('says no highest level where badges speak of different levels', () => {
  const other = { ...skill('tables'), level: { name: 'B2', of: ['A1', 'B2'] } };
  const [found] = collectSkills([
    { name: 'A', content: { alignments: [skill('tables', 'Advanced')] } },
    { name: 'B', content: { alignments: [other] } },
  ]);
  expect(found?.level).toBeUndefined();
});
