import type { Request, Response } from 'express';
import type { Course, Person } from '../course.js';
import type { TestPlatform } from '../platform.js';
import { html, page } from './html.js';

/** Who asks and which course; answers by itself (sign in, not found) and gives null. */
export function readVisit(
  platform: TestPlatform,
  req: Request,
  res: Response,
): { person: Person; course: Course } | null {
  const person = platform.whoIs(req);
  if (!person) {
    res.redirect(303, `/people?next=${encodeURIComponent(req.originalUrl)}`);
    return null;
  }
  const course = platform.courses.find((one) => one.id === req.params.course);
  if (course) return { person, course };
  res
    .status(404)
    .type('html')
    .send(page(platform, person, 'Not found', html`<p>No such course.</p>`));
  return null;
}

export const isStaff = (person: Person): boolean =>
  person.role === 'teacher' || person.role === 'admin' || person.role === 'nonediting';
