import type { ShownEndorsement } from '../../open-badges/index.js';

/** @returns the endorsements of an achievement, by the address of the version that a badge names */
export type ShowEndorsements = (achievementUrl: string) => Promise<readonly ShownEndorsement[]>;
