import { z } from 'zod';
import type { CourseKey } from '../grades/index.js';

const parts = z.tuple([z.string().min(1), z.string().min(1), z.string().min(1)]);

/** @returns a course's id in the API: opaque, and the same each time */
export const courseId = ({ platformId, deploymentId, contextId }: CourseKey): string =>
  Buffer.from(JSON.stringify([platformId, deploymentId, contextId])).toString('base64url');

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
