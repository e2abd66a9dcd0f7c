import { z } from 'zod';
import { MOST_REASON } from '../../awards/index.js';

/** A decision by hand: about whom, and why. */
export const handForm = z.object({
  userId: z.string().min(1).max(255),
  reason: z.string().trim().max(MOST_REASON).default(''),
});

/** Whom a form is about, whatever else of it is wrong. */
export const learnerForm = z.object({ userId: handForm.shape.userId.catch('') });
