/**
 * The reasons that Laurel itself gives for a badge's change, as they are kept with it. A record holds one language; whoever reads it
 * meets the reason in their own (`reasonInWords`).
 */
export const REASONS = {
  belowMark: 'The grade is below the mark.',
  holderChose: 'Issued anew: its holder chose what it shows.',
  activationUndone: 'The activation was undone before anybody was told.',
  takenBack: 'The badge was taken back.',
  beingRevoked: 'Its issuer is revoking this badge.',
  holderWithdrew: 'Its holder withdrew this earlier version.',
} as const;

/** As records of earlier versions have it; kept for as long as there are such records. */
const FORMER: readonly [sentence: string, name: keyof typeof REASONS][] = [
  // It was said of a raised mark too, where no grade had fallen.
  ['The grade fell below the mark.', 'belowMark'],
];

const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(REASONS).map(([name, sentence]) => [sentence, name] as const),
  ...FORMER,
]);

/**
 * A reason in a reader's language where it is one of Laurel's own; what somebody typed stays as typed, and no reason stays none.
 */
export function reasonInWords<Reason extends string | undefined>(
  { t }: { readonly t: (key: string) => string },
  reason: Reason,
): string | Reason {
  const name = NAMES.get(reason ?? '');
  return name === undefined ? reason : t(`credentials.reason.${name}`);
}
