import { omitUndefined } from '../base/index.js';
import type { AchievementContent } from './content.js';

/** What shows skills: a badge that somebody holds, a step of a pathway. */
export interface ShowsSkills {
  readonly name: string;
  readonly href?: string | undefined;
  readonly language?: string | undefined;
  readonly content: Pick<AchievementContent, 'alignments'>;
}

/** A skill, and what shows it. */
export interface CollectedSkill {
  readonly name: string;
  readonly url: string;
  readonly framework: string;
  readonly code?: string;
  /** The highest level at which it is shown, where the levels are the same ones. */
  readonly level?: string;
  readonly shownBy: readonly {
    readonly name: string;
    readonly href?: string;
    readonly language?: string;
    readonly level?: string;
  }[];
}

type Alignment = AchievementContent['alignments'][number];

/** Of levels that are of one scale the highest, else the first. */
function highestOf(levels: readonly NonNullable<Alignment['level']>[]): string | undefined {
  const [first] = levels;
  if (first === undefined) return undefined;
  const isOne = levels.every(({ of }) => of.join('\n') === first.of.join('\n'));
  if (!isOne) return undefined;
  const places = levels.map(({ name }) => first.of.indexOf(name));
  return first.of[Math.max(...places)];
}

/** Lists skills by their names, each once, with all that show it. Pure. */
export function collectSkills(all: readonly ShowsSkills[]): CollectedSkill[] {
  const found = new Map<
    string,
    { readonly skill: Alignment; readonly by: [ShowsSkills, Alignment][] }
  >();
  for (const one of all)
    for (const skill of one.content.alignments) {
      const there = found.get(skill.targetUrl) ?? { skill, by: [] };
      there.by.push([one, skill]);
      found.set(skill.targetUrl, there);
    }
  return [...found.values()]
    .map(({ skill, by }) =>
      omitUndefined({
        name: skill.targetName,
        url: skill.targetUrl,
        framework: skill.targetFramework ?? skill.framework,
        code: skill.targetCode,
        level: highestOf(by.flatMap(([, { level }]) => level ?? [])),
        shownBy: by.map(([{ name, href, language }, { level }]) =>
          omitUndefined({ name, href, language, level: level?.name }),
        ),
      }),
    )
    .sort((a, b) => a.name.localeCompare(b.name));
}
