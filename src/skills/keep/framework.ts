import type { FrameworkHead, Odd, ReadProblem } from '../read/read-skill.js';

/**
 * Whose frameworks, kinds and levels are: the installation's (both empty), a platform's (no deployment), or those of one
 * deployment among several.
 */
export interface SkillOwner {
  readonly platformId: string;
  readonly deploymentId: string;
}

/** What every platform may use. */
export const INSTALLATION: SkillOwner = { platformId: '', deploymentId: '' };

/** Whose things somebody of a deployment may use, the nearest first. */
export const ownersFor = ({ platformId, deploymentId }: SkillOwner): readonly SkillOwner[] => [
  { platformId, deploymentId },
  { platformId, deploymentId: '' },
  INSTALLATION,
];

/** A framework that was loaded. */
export interface Framework extends FrameworkHead {
  readonly id: string;
  readonly owner: SkillOwner;
  readonly languages: readonly string[];
  /** How many skills it has, by languages. */
  readonly counts: Readonly<Record<string, number>>;
  readonly updatedAt: Date;
  /** Where it was loaded from last, where that was an address. */
  readonly address?: string;
  /** From when on nobody finds it; after a while it is gone. */
  readonly removedAt?: Date;
}

export type LoadState = 'waiting' | 'reading' | 'done' | 'failed';

/** Why nothing more of a load came: of the file itself, or of the way to it. */
export type LoadProblem = ReadProblem | 'too_costly' | 'too_large' | 'not_there';

/** A file, or an address, that somebody had loaded. */
export interface Load {
  readonly id: string;
  readonly owner: SkillOwner;
  readonly state: LoadState;
  /** The file's name; that of an address is the end of its path. */
  readonly fileName: string;
  readonly url?: string;
  /** Bytes; 0 until an address has answered. */
  readonly size: number;
  readonly language: string;
  readonly actor: string;
  readonly createdAt: Date;
  readonly finishedAt?: Date;
  readonly frameworkId?: string;
  readonly frameworkName?: string;
  /** How many skills are written by now. */
  readonly skills: number;
  /** How many are there no more that an earlier file had. */
  readonly retired: number;
  readonly odd: readonly Odd[];
  readonly oddCount: number;
  readonly problem?: LoadProblem;
}

/** Where a skill is shown: in a search, on a badge. */
export interface Skill {
  readonly id: string;
  readonly frameworkId: string;
  readonly language: string;
  readonly name: string;
  readonly code?: string;
  readonly url: string;
  readonly description?: string;
  readonly targetType: string;
  /** The key of what it is a part of. */
  readonly broader?: string;
}
