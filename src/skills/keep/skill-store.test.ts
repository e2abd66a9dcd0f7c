import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStore, type TestStore } from '../../store/index.js';
import type { ReadSkill } from '../read/read-skill.js';
import { createSkillStore, type SkillStore } from './skill-store.js';

const AT = { frameworkId: 'esco', language: 'en' };
/** More than are read of a search. */
const MANY = 300;

const skill = (name: string): ReadSkill => ({
  language: 'en',
  name,
  alt: [],
  url: `https://skills.example/${encodeURIComponent(name)}`,
  targetType: 'ceasn:Competency',
});

describe('the search of a framework', () => {
  let store: TestStore;
  let skills: SkillStore;
  const namesOf = async (text: string) =>
    (await skills.search(AT, text, 10)).map(({ name }) => name);

  beforeAll(async () => {
    store = await startTestStore();
    skills = createSkillStore(store.connection);
    await store.buildIndexes();
    const numbers = Array.from({ length: MANY }, (_, n) => n);
    await skills.save('esco', 'load1', [
      ...numbers.map((n) => skill(`manage stock ${n}`)),
      ...numbers.map((n) => skill(`keep data ${n}`)),
      skill('zoom: manage the data of a zoo'),
    ]);
  });
  afterAll(() => store.close());

  it('finds what has all words, where each is a word of more skills than are read', async () => {
    expect(await namesOf('manage data')).toEqual(['zoom: manage the data of a zoo']);
    expect(await namesOf('data manage')).toEqual(['zoom: manage the data of a zoo']);
  });

  it('begins with the rarest word, and finds nothing that lacks one', async () => {
    expect(await namesOf('zoo manage')).toEqual(['zoom: manage the data of a zoo']);
    expect(await namesOf('zoo stock')).toEqual([]);
  });
});
