import type { Opened, Place } from '../open/facts.js';

/** A course into which achievements are brought. */
export interface CourseOf {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

/** Whose an import is: a person's, for their home, or a course's. */
export type ImportOwner =
  { readonly kind: 'home'; readonly homeId: string } | ({ readonly kind: 'course' } & CourseOf);

/** `checking`: it goes on by itself. `preview`: somebody has to say yes. `refused`: the file as a whole could not be read. */
export type ImportState = 'checking' | 'preview' | 'done' | 'cancelled' | 'undone' | 'refused';

/** What became of one thing in a file. */
export type Outcome = 'waiting' | 'kept' | 'draft' | 'duplicate' | 'refused' | 'undone';

/** A file that was handed in, and what became of what is in it. */
export interface Import {
  readonly id: string;
  readonly owner: ImportOwner;
  readonly state: ImportState;
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: Date;
  /** Who handed it in, as the audit log names actors. */
  readonly actor: string;
  /** What stands in a draft where the other system does not say how something is earned. */
  readonly criteria?: string;
  /** Why the file as a whole could not be read: a code and an English sentence. */
  readonly problem?: { readonly code: string; readonly detail: string };
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
  /** The kept badge, or the achievement that was made. */
  readonly ref?: string;
}

/** With what is needed to carry it out. */
export interface WholeEntry extends Entry {
  readonly opened: Opened;
}

/** @returns whose an import is, as one text */
export const ownerKeyOf = (owner: ImportOwner): string =>
  owner.kind === 'home' ? `home:${owner.homeId}` : `platform:${owner.platformId}`;
