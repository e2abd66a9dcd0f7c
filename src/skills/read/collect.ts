import {
  MOST_ODD,
  MOST_SKILLS,
  MOST_TOLD,
  Unreadable,
  type FrameworkHead,
  type Odd,
  type OddCode,
  type ReadPart,
  type ReadSkill,
} from './read-skill.js';

/** So many skills are handed over at a time. */
const A_PART = 500;

/** Takes what readers find, part by part. */
export interface Collect {
  skill(head: FrameworkHead, skill: ReadSkill): Promise<void>;
  relation(head: FrameworkHead, narrower: string, broader: string): Promise<void>;
  odd(line: number, code: OddCode, file?: string): void;
  /** Hands over the rest. */
  end(): Promise<void>;
  readonly found: { readonly skills: number; readonly relations: number };
  readonly told: { readonly odd: readonly Odd[]; readonly count: number };
}

/** @param give takes a part, and says when the next one may come */
export function createCollect(give: (part: ReadPart) => Promise<void>): Collect {
  const odd: Odd[] = [];
  const found = { skills: 0, relations: 0 };
  const told = { odd, count: 0 };
  let head: FrameworkHead | undefined;
  let skills: ReadSkill[] = [];
  let relations: (readonly [string, string])[] = [];

  async function flush(): Promise<void> {
    if (head !== undefined && skills.length + relations.length > 0)
      await give({ head, skills, relations });
    skills = [];
    relations = [];
  }
  async function turnTo(next: FrameworkHead): Promise<void> {
    if (head?.identity !== next.identity || skills.length + relations.length >= A_PART)
      await flush();
    head = next;
    if (found.skills + found.relations > MOST_SKILLS) throw new Unreadable('too_many');
  }

  return {
    async skill(of, skill) {
      found.skills += 1;
      await turnTo(of);
      skills.push(skill);
    },
    async relation(of, narrower, broader) {
      found.relations += 1;
      await turnTo(of);
      relations.push([narrower, broader]);
    },
    odd(line, code, file = '') {
      told.count += 1;
      if (odd.length < MOST_TOLD) odd.push({ file, line, code });
      if (told.count > MOST_ODD) throw new Unreadable('too_many_odd');
    },
    end: flush,
    found,
    told,
  };
}
