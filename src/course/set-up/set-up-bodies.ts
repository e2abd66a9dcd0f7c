import { readUpload, type RouteBody } from '../../web/index.js';

/** The set-up form: all that a badge says, and a picture. */
const read = [readUpload({ bytes: 4_456_448, files: 1, fields: 2_000 })];

/** A file of people, or its text. */
const readPeople = [readUpload({ bytes: 2_097_152, files: 1, fields: 10 })];

/** What the pages of a course take beside small forms. */
export const COURSE_BODIES: readonly RouteBody[] = [
  { path: '/course/new', read },
  { path: '/course/drafts/:id', read },
  { path: '/course/badges/:id/edit', read },
  { path: '/course/new/studio', read },
  { path: '/course/drafts/:id/studio', read },
  { path: '/course/badges/:id/edit/studio', read },
  { path: '/course/badges/:id/import', read: readPeople },
];
