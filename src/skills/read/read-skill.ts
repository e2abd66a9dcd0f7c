/** Frameworks whose own files are read. */
export const FRAMEWORK_KINDS = ['ESCO', 'O*NET', 'CASE', 'CTDL'] as const;
export type FrameworkKind = (typeof FRAMEWORK_KINDS)[number];

/** What a file says of the framework that its skills are of. */
export interface FrameworkHead {
  readonly kind: FrameworkKind;
  /** Tells the framework from others of its kind: a second file with the same one updates it. */
  readonly identity: string;
  readonly name: string;
  /** Where the framework itself is described. */
  readonly url?: string;
  readonly version?: string;
}

/** A skill as a file says it, in one language. */
export interface ReadSkill {
  readonly url: string;
  /** Two letters or three (ISO 639). */
  readonly language: string;
  readonly name: string;
  readonly code?: string;
  readonly description?: string;
  /** Other names by which it is found. */
  readonly alt: readonly string[];
  /** How OB 3.0 calls what it is (B.1.20 AlignmentTargetType). */
  readonly targetType: string;
  /** The address of the skill or group that it is a part of. */
  readonly broader?: string;
}

/** What is handed over at a time. */
export interface ReadPart {
  readonly head: FrameworkHead;
  readonly skills: readonly ReadSkill[];
  /** What is a part of what, for skills that another file names: addresses, the narrower first. */
  readonly relations: readonly (readonly [string, string])[];
}

/** Why a row was left out. */
export const ODD_CODES = [
  'quote',
  'columns',
  'too_long',
  'no_name',
  'no_address',
  'circle',
] as const;
export type OddCode = (typeof ODD_CODES)[number];

/** A row that was left out. */
export interface Odd {
  /** In which file of a ZIP; empty where there is one file. */
  readonly file: string;
  /** Its line in a table, its place in a list of JSON; from 1. */
  readonly line: number;
  readonly code: OddCode;
}

/** Why nothing of a file could be read. */
export const READ_PROBLEMS = [
  'unknown_format',
  'not_text',
  'not_json',
  'no_skills',
  'occupations',
  'too_many',
  'too_many_odd',
  'broken_zip',
  'zip_too_much',
] as const;
export type ReadProblem = (typeof READ_PROBLEMS)[number];

/** A file as a whole cannot be read. */
export class Unreadable extends Error {
  constructor(readonly code: ReadProblem) {
    super(code);
  }
}

/** The most skills of one file, in all of its languages. */
export const MOST_SKILLS = 200_000;
/** So many rows that are left out are told of; with more than {@link MOST_ODD} the file is not what it seems. */
export const MOST_TOLD = 100;
export const MOST_ODD = 1_000;
