import { expect, it } from 'vitest';
import type { ListedAchievement } from '../../achievements/index.js';
import type { PathwayContent } from '../model/pathway.js';
import { coverOf } from './cover.js';

const skill = (name: string) => ({
  framework: 'CASE' as const,
  targetName: name,
  targetUrl: `https://x.eu/${name}`,
});
const badge = (id: string, skills: string[], latestVersion = 1) =>
  ({ id, latestVersion, content: { alignments: skills.map(skill) } }) as ListedAchievement;
const step = (id: string, achievementId: string) => ({
  id,
  what: { kind: 'own', achievementId, name: `Badge ${achievementId}` },
  isOptional: false,
  after: [],
});
const content = {
  groups: [{ id: 'g', steps: ['a', 'b', 'c', 'd'].map((id) => step(id, id)) }],
} as unknown as PathwayContent;
const achievements = (all: readonly ListedAchievement[]) => ({
  achievements: {
    listMany: (ids: readonly string[]) => Promise.resolve(all.filter(({ id }) => ids.includes(id))),
  } as never,
});

it('says which skills the steps show, by which, and which steps show none', async () => {
  const deps = achievements([
    badge('a', ['tables', 'charts']),
    badge('b', ['tables']),
    badge('c', []),
    badge('d', ['drafts'], 0),
  ]);
  const cover = await coverOf(deps, content);
  expect(cover?.skills.map(({ name, shownBy }) => [name, shownBy.length])).toEqual([
    ['charts', 1],
    ['tables', 2],
  ]);
  expect(cover?.without).toEqual(['Badge c', 'Badge d']);
});

it('says nothing where no step names a skill', async () => {
  expect(await coverOf(achievements([badge('a', [])]), content)).toBeUndefined();
});
