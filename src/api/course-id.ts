import { z } from 'zod';
import type { CourseKey } from '../grades/index.js';

export { courseId } from '../events/index.js';

const parts = z.tuple([z.string().min(1), z.string().min(1), z.string().min(1)]);

/** @returns the course of an id; null where it is none */
export function courseOfId(id: string): CourseKey | null {
  try {
    const read = parts.parse(JSON.parse(Buffer.from(id, 'base64url').toString('utf8')));
    const [platformId, deploymentId, contextId] = read;
    return { platformId, deploymentId, contextId };
  } catch {
    return null;
  }
}
