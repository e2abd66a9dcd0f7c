import { plainId } from './plain-id.js';

/** How far a group leads; what it means is said by whoever draws the pathway. */
export const LEVELS = ['foundation', 'intermediate', 'advanced'] as const;
export type Level = (typeof LEVELS)[number];

/** How many of the parts of a group, or of the groups of a pathway, have to be done. */
export type Need =
  | { readonly kind: 'all' }
  | { readonly kind: 'any' }
  | { readonly kind: 'atLeast'; readonly count: number };

/** A badge of this installation, of whichever course and platform. */
export interface OwnBadge {
  readonly kind: 'own';
  readonly achievementId: string;
  readonly name: string;
}

/**
 * A badge that another system issues. Whoever issues may name any achievement, so the issuer is always asked for, and the
 * achievement by its identifier, or where none is known by its name.
 */
export interface ForeignBadge {
  readonly kind: 'foreign';
  readonly name: string;
  readonly issuerId: string;
  readonly issuerName?: string;
  readonly achievementId?: string;
}

/** What comes before: `hard` has to be done first, `advice` is better done first. */
export interface After {
  /** A step's or a group's id. */
  readonly id: string;
  readonly kind: 'hard' | 'advice';
}

/** One badge on the way. */
export interface Step {
  readonly id: string;
  readonly what: OwnBadge | ForeignBadge;
  /** It is never needed: it stands on the map beside what is. */
  readonly isOptional: boolean;
  readonly after: readonly After[];
}

/** The badge that is given by itself for a group, or for the whole pathway. */
export interface Milestone {
  /** Its achievement, the same in every version of the pathway; absent until it is published first. */
  readonly achievementId?: string;
  readonly name: string;
  readonly description: string;
  /** In Markdown; absent: it is made from the parts. */
  readonly criteria?: string;
}

/** Steps that belong together. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly level?: Level;
  readonly need: Need;
  readonly steps: readonly Step[];
  /** Other groups that come before this one. */
  readonly after: readonly After[];
  readonly milestone?: Milestone;
}

/** What becomes of a milestone whose step is lost, as after a revocation. `graceDays` is how long a revocation waits. */
export interface AfterLoss {
  readonly policy: 'keep' | 'ask' | 'revoke';
  readonly graceDays: number;
}

/** What a pathway says. */
export interface PathwayContent {
  readonly name: string;
  readonly description: string;
  /** BCP 47. */
  readonly language: string;
  readonly groups: readonly Group[];
  /** How many of the groups the whole asks for. */
  readonly need: Need;
  readonly milestone?: Milestone;
  readonly afterLoss: AfterLoss;
}

/** Whose a pathway is: it is drawn in a course, and its milestones are given there. */
export interface PathwayOwner {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

export type PathwayState = 'draft' | 'published' | 'ended';

/** A programme of steps. `draft` is what is being worked on; what people walk is fixed in versions. */
export interface Pathway {
  readonly id: string;
  readonly owner: PathwayOwner;
  readonly state: PathwayState;
  /** 0 until it is published first. */
  readonly latestVersion: number;
  /** Null where nothing differs from the newest version. */
  readonly draft: PathwayContent | null;
  /** What the draft said before its last change. */
  readonly former: PathwayContent | null;
  /** Raised by every change; one that was made against an earlier revision is refused. */
  readonly revision: number;
  readonly name: string;
  readonly updatedAt: Date;
  /** Since when it waits for an administrator, who asked, and what is done for those who have done everything. */
  readonly waiting?: { readonly since: Date; readonly actor: string; readonly backfill: boolean };
  /** The reason that an administrator gave for not publishing it. */
  readonly sentBack?: string;
}

/** What a pathway asked for from one day on; never changed. */
export interface PathwayVersion {
  readonly pathwayId: string;
  /** From 1. */
  readonly version: number;
  readonly content: PathwayContent;
  readonly publishedAt: Date;
  /** False: who had done all before it was published gets nothing for it by itself. */
  readonly backfill: boolean;
}

export const MOST_GROUPS = 20;
export const MOST_STEPS = 100;
export const MOST_AFTER = 10;
export const MOST_GRACE_DAYS = 365;

/** The id under which the whole stands beside the groups. */
export const WHOLE = 'whole';

/** @returns how many of so many parts are needed */
export function neededOf(need: Need, parts: number): number {
  if (need.kind === 'all') return parts;
  return Math.min(need.kind === 'any' ? 1 : need.count, parts);
}

export const stepsOf = ({ groups }: Pick<PathwayContent, 'groups'>): Step[] =>
  groups.flatMap(({ steps }) => steps);

/** @returns the steps of a group that count towards it */
export const requiredOf = ({ steps }: Pick<Group, 'steps'>): Step[] =>
  steps.filter(({ isOptional }) => !isOptional);

/** A milestone of a pathway, and what it is for. */
export interface PlacedMilestone {
  /** A group's id, or {@link WHOLE}. */
  readonly of: string;
  readonly milestone: Milestone;
}

/** @returns the milestones, that of the whole last */
export const milestonesOf = ({ groups, milestone }: PathwayContent): PlacedMilestone[] => [
  ...groups.flatMap((group) =>
    group.milestone === undefined ? [] : [{ of: group.id, milestone: group.milestone }],
  ),
  ...(milestone === undefined ? [] : [{ of: WHOLE, milestone }]),
];

/** @returns the achievements of this installation that the steps name, each once */
export const ownAchievementsOf = (content: PathwayContent): string[] => [
  ...new Set(
    stepsOf(content).flatMap(({ what }) => (what.kind === 'own' ? [what.achievementId] : [])),
  ),
];

/** @returns the issuers elsewhere that the steps name, each once */
export const foreignIssuersOf = (content: PathwayContent): string[] => [
  ...new Set(
    stepsOf(content).flatMap(({ what }) =>
      what.kind === 'foreign' ? [plainId(what.issuerId)] : [],
    ),
  ),
];
