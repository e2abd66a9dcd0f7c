import { createHash } from 'node:crypto';
import type { Assessment } from '../../grades/index.js';

/** @returns a short name of an assessment for form fields, whatever the platform's ids look like */
export const assessmentKey = (assessment: Pick<Assessment, 'source' | 'id'>): string =>
  createHash('sha256').update(`${assessment.source} ${assessment.id}`).digest('hex').slice(0, 12);
