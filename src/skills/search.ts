import { omitUndefined } from '../base/index.js';
import { isSkillId } from './skill-id.js';
import type { FrameworkStore } from './keep/framework-store.js';
import { ownersFor, type Framework, type Skill, type SkillOwner } from './keep/framework.js';
import { idOf, type SkillStore } from './keep/skill-store.js';

/** A skill as a picker shows it. */
export interface FoundSkill extends Skill {
  readonly kind: Framework['kind'];
  /** The framework's name. */
  readonly framework: string;
  /** What it is a part of. */
  readonly within?: string;
}

export interface SkillQuery {
  readonly text: string;
  /** The reader's language; a framework that has it not is searched in English, or in what it has. */
  readonly language: string;
  /** One framework alone. */
  readonly frameworkId?: string | undefined;
  readonly limit?: number;
}

const MOST_SHOWN = 20;

/** @returns the language in which a framework is searched */
export function languageIn({ languages }: Pick<Framework, 'languages'>, wanted: string): string {
  const [short = ''] = wanted.toLowerCase().split('-');
  return [short, 'en'].find((one) => languages.includes(one)) ?? languages[0] ?? short;
}

/** Searches of skills, in what somebody may use. */
export interface SkillSearch {
  /** Lists the frameworks that somebody of a deployment may use: of two alike the nearer. */
  frameworksFor(owner: SkillOwner): Promise<Framework[]>;
  search(owner: SkillOwner, query: SkillQuery): Promise<FoundSkill[]>;
  /** Searches one framework, whoever may use it. */
  searchIn(framework: Framework, query: SkillQuery): Promise<FoundSkill[]>;
  /** Finds picked skills, in the order in which they are named; those that are gone or another's are left out. */
  findMany(owner: SkillOwner, ids: readonly string[]): Promise<FoundSkill[]>;
}

/** @returns searches of skills */
export function createSearch(frameworks: FrameworkStore, skills: SkillStore): SkillSearch {
  async function frameworksFor(owner: SkillOwner): Promise<Framework[]> {
    const all = await Promise.all(ownersFor(owner).map((one) => frameworks.list(one)));
    const found = new Map<string, Framework>();
    for (const one of all.flat())
      if (!found.has(one.identity) && one.removedAt === undefined) found.set(one.identity, one);
    return [...found.values()];
  }

  /** Adds the framework of each, and what it is a part of. */
  async function complete(
    found: readonly Skill[],
    all: readonly Framework[],
  ): Promise<FoundSkill[]> {
    const above = ({ frameworkId, language, broader = '' }: Skill) =>
      idOf(frameworkId, language, broader);
    const wider = await skills.findMany([
      ...new Set(found.filter(({ broader }) => broader !== undefined).map(above)),
    ]);
    return found.flatMap((skill) => {
      const framework = all.find(({ id }) => id === skill.frameworkId);
      if (framework === undefined) return [];
      const within = wider.find(({ id }) => id === above(skill))?.name;
      const { kind, name } = framework;
      return [omitUndefined({ ...skill, kind, framework: name, within })];
    });
  }

  return {
    frameworksFor,
    async search(owner, { text, language, frameworkId, limit = MOST_SHOWN }) {
      const all = await frameworksFor(owner);
      const searched = all.filter(({ id }) => frameworkId === undefined || id === frameworkId);
      const found = await Promise.all(
        searched.map((one) =>
          skills.search({ frameworkId: one.id, language: languageIn(one, language) }, text, limit),
        ),
      );
      // The best of each in turn: a large framework does not hide a small one.
      const turns = Array.from({ length: limit }, (_, at) =>
        found.flatMap((list) => list[at] ?? []),
      );
      return complete(turns.flat().slice(0, limit), all);
    },
    async searchIn(framework, { text, language, limit = MOST_SHOWN }) {
      const at = { frameworkId: framework.id, language: languageIn(framework, language) };
      return complete(await skills.search(at, text, limit), [framework]);
    },
    async findMany(owner, ids) {
      const all = await frameworksFor(owner);
      const good = [...new Set(ids)].filter(isSkillId);
      const found = await skills.findMany(good);
      const inOrder = good.flatMap((id) => found.find((one) => one.id === id) ?? []);
      return complete(inOrder, all);
    },
  };
}
