/** Where an achievement leads: a programme that names it, and the badge that it is a part of there. */
interface Programme {
  /** The achievement's address. */
  readonly achievementId: string;
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
  /** The address of the programme's page. */
  readonly href: string;
  /** Absent where it is a part of no badge. */
  readonly milestone?: { readonly id: string; readonly name: string };
}

/** @returns where achievements lead, by their addresses */
export type FindProgrammes = (achievementUrls: readonly string[]) => Promise<readonly Programme[]>;
