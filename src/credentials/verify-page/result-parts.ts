/** How a result is coloured. */
export type Kind = 'success' | 'info' | 'warn' | 'error';

/** One check, as it is shown. */
export interface ResultLine {
  readonly name: string;
  readonly kind: Kind;
  readonly outcome: string;
  readonly detail: string;
}

/** One thing that a badge says of itself. */
export interface Fact {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  /** The language of the value (BCP 47), where it is the badge's. */
  readonly lang?: string | undefined;
}
