/** A placeholder in a phrase for what is known only while pages are drawn. */
export const LATER = '\uFFFC';

/** A column of the table; its place and width follow from `share` of the page's width. */
export interface RecordColumn {
  readonly label: string;
  readonly share: number;
  /** Numbers stand at the end of their column. */
  readonly isNumber?: boolean;
}

/** What stands on every page and around the table; it can be sent to a worker process. */
export interface RecordSheet {
  /** The language (BCP 47). */
  readonly language: string;
  readonly dir: 'ltr' | 'rtl';
  /** Whose record it is: a platform's name, or the installation's. */
  readonly owner: string;
  readonly title: string;
  /** What the record is of, when it was made, what it leaves out. */
  readonly lines: readonly string[];
  readonly columns: readonly RecordColumn[];
  readonly phrases: {
    /** With {@link LATER} where the number stands. */
    readonly page: string;
    /** After a person's name where their badges go on on another page. */
    readonly goesOn: string;
    /** With {@link LATER} where the characters stand that no font has. */
    readonly notCovered: string;
  };
  readonly look: {
    readonly paper: 'a4' | 'letter';
    /** `#rrggbb`, readable on white. */
    readonly accent: string;
    /** PNG. */
    readonly logo?: Uint8Array;
  };
  /** ISO 8601. */
  readonly madeAt: string;
}

/** A row of the table; a `head` begins a group of rows, which it names again where they go on on another page. */
export interface RecordRow {
  readonly kind: 'head' | 'row';
  /** As many as there are columns. */
  readonly cells: readonly string[];
}

/** Rows in their order; `end`: what stands under the last of them. */
export interface RecordRows {
  readonly rows: readonly RecordRow[];
  readonly end?: readonly string[];
}
