import { createHash } from 'node:crypto';
import type { Assessment } from '../../grades/index.js';

/** Names an assessment in a form's fields; short, whatever the platform's ids are like. */
export const assessmentKey = (assessment: Pick<Assessment, 'source' | 'id'>): string =>
  createHash('sha256').update(`${assessment.source} ${assessment.id}`).digest('hex').slice(0, 12);
