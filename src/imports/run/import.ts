import type { Opened, Place } from '../open/facts.js';

/** A course into which achievements are brought. */
export interface CourseOf {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

/** Whose an import is: a person's, for their home, or a course's. */
export type ImportOwner =
  | { readonly kind: 'home'; readonly homeId: string }
  | ({ readonly kind: 'course' } & CourseOf);

/** What a course's import is for: drafts of what can be earned, or badges in the place of those that people hold. */
export type Purpose = 'drafts' | 'reissue';

/** `judging`: each thing is looked at before somebody is asked. `checking`: it goes on by itself. `preview`: somebody has to say yes. `refused`: the file as a whole could not be read. */
export type ImportState =
  | 'judging'
  | 'checking'
  | 'preview'
  | 'done'
  | 'cancelled'
  | 'undone'
  | 'refused';

/** What became of one thing in a file. */
export const OUTCOMES = [
  ...(['unjudged', 'waiting', 'kept', 'draft', 'reissued'] as const),
  ...(['duplicate', 'refused', 'undone'] as const),
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How many things in a file came to which outcome. */
export type Counts = Readonly<Partial<Record<Outcome, number>>>;

/** A file that was handed in, and what became of what is in it. */
export interface Import {
  readonly id: string;
  readonly owner: ImportOwner;
  /** Absent: drafts, or a person's own. */
  readonly purpose?: Purpose;
  /** Whether whoever handed it in may know everybody of the platform, and not of the course alone. */
  readonly isPlatformWide?: boolean;
  readonly state: ImportState;
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: Date;
  /** Who handed it in, as the audit log names actors. */
  readonly actor: string;
  /** What stands in a draft where the other system does not say how something is earned. */
  readonly criteria?: string;
  /** What badges that are issued anew say of the ones in whose place they are. */
  readonly words?: string;
  /** Why the file as a whole could not be read: a code and an English sentence. */
  readonly problem?: { readonly code: string; readonly detail: string };
  /** What became of its entries, as counted once nothing changed any more, and in which state that was. */
  readonly counted?: { readonly state: ImportState; readonly counts: Counts };
}

/** One thing in a file. */
export interface Entry {
  readonly importId: string;
  /** Its place in the import, from 0. */
  readonly at: number;
  readonly place: Place;
  readonly kind: Opened['kind'];
  readonly outcome: Outcome;
  /** Why it was refused, or what it is a duplicate of is not ours to tell: a code and an English sentence. */
  readonly code?: string;
  readonly detail?: string;
  readonly name?: string;
  /** Who the file says issued it, and at which host. */
  readonly issuer?: string;
  readonly host?: string;
  /** The same for the same achievement of the other system. */
  readonly classKey?: string;
  /** What its proof showed; `none`: a row of a table has none, and whoever handed it in answers for it. */
  readonly proof?: 'valid' | 'unknown' | 'none';
  /** When it was awarded there. RFC 3339. */
  readonly issuedAt?: string;
  /** To whom a badge would be issued anew, as the file or the course names them; gone once that is done. */
  readonly who?: string;
  /** The kept badge, the achievement that was made, or the award. */
  readonly ref?: string;
}

/** With what is needed to carry it out. */
export interface WholeEntry extends Entry {
  readonly opened: Opened;
}

/** @returns the key of a course alone: stores look for all that they are given */
export const keyOfCourse = ({ platformId, deploymentId, contextId }: CourseOf): CourseOf => ({
  platformId,
  deploymentId,
  contextId,
});

/** @returns whose an import is, as one text */
export const ownerKeyOf = (owner: ImportOwner): string =>
  owner.kind === 'home' ? `home:${owner.homeId}` : `platform:${owner.platformId}`;
