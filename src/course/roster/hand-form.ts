import { z } from 'zod';
import { MOST_REASON } from '../../awards/index.js';

/** The form of a decision by hand: about whom, and why. */
export const handForm = z.object({
  userId: z.string().min(1).max(255),
  reason: z.string().trim().max(MOST_REASON).default(''),
});

/** The learner that a form is about, also where the rest of the form is wrong. */
export const learnerForm = z.object({ userId: handForm.shape.userId.catch('') });
