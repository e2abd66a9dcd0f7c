/**
 * Reasons that Laurel itself gives for changes of badges, as they are stored. A record has one language; readers see
 * the reason in their own (`reasonInWords`).
 */
export const REASONS = {
  belowMark: 'The grade is below the mark.',
  holderChose: 'Issued anew: its holder chose what it shows.',
  activationUndone: 'The activation was undone before anybody was told.',
  takenBack: 'The badge was taken back.',
  beingRevoked: 'Its issuer is revoking this badge.',
  stepLost: 'A badge that it was given for does not count any more.',
  holderWithdrew: 'Its holder withdrew this earlier version.',
} as const;

/** Reasons as records of earlier versions have them; needed as long as such records exist. */
const FORMER: readonly [sentence: string, name: keyof typeof REASONS][] = [
  // Earlier versions also wrote this where the mark was raised and no grade had dropped.
  ['The grade fell below the mark.', 'belowMark'],
];

const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(REASONS).map(([name, sentence]) => [sentence, name] as const),
  ...FORMER,
]);

/** @returns a reason in the reader's language where it is one of Laurel's own; a typed reason, and none, unchanged */
export function reasonInWords<Reason extends string | undefined>(
  { t }: { readonly t: (key: string) => string },
  reason: Reason,
): string | Reason {
  const name = NAMES.get(reason ?? '');
  return name === undefined ? reason : t(`credentials.reason.${name}`);
}
