import type { AwardStore } from './award-store.js';
import type { Award } from './award.js';
import type { DecisionStore } from './decision-store.js';
import type { Validity } from './validity.js';

export interface BatchDeps {
  readonly awards: AwardStore;
  readonly decisions: DecisionStore;
  /** How long the badges of an achievement's version are valid; null: for ever. */
  validity(version: Pick<Award, 'achievementId' | 'achievementVersion'>): Promise<Validity | null>;
}
