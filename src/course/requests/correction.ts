import type { CourseKey } from '../../grades/index.js';

/** How long a request and its answer may be, in characters. */
export const MOST_REQUEST = 500;

/** `open`: waits for an instructor. `corrected`: the badge was issued anew. `answered`: it stays, and the answer says why. */
export type CorrectionState = 'open' | 'corrected' | 'answered';

/** That a learner asks to have something on their badge corrected. One is open at a time for each award. */
export interface CorrectionRequest {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly ruleId: string;
  readonly awardId: string;
  readonly userId: string;
  /** What is wrong, in the learner's words. */
  readonly text: string;
  readonly askedAt: Date;
  readonly state: CorrectionState;
  readonly answer?: string;
  readonly answeredAt?: Date;
  /** Who answered, for the audit log. */
  readonly actor?: string;
}

/** Whether an instructor may answer it: nobody decides about their own badge. */
export const isOpenTo = ({ state, userId }: CorrectionRequest, instructor: string): boolean =>
  state === 'open' && userId !== instructor;
