import { readUpload, type RouteBody } from '../../web/index.js';

/** The limits of the set-up form: everything that a badge says, and a picture. */
const read = [readUpload({ bytes: 4_456_448, files: 1, fields: 2_000 })];

/** The limits of a file of learners, or its text. */
const readPeople = [readUpload({ bytes: 8_388_608, files: 1, fields: 10 })];

/** The routes of this room whose bodies are larger than small forms. */
export const COURSE_BODIES: readonly RouteBody[] = [
  { path: '/course/new', read },
  { path: '/course/drafts/:id', read },
  { path: '/course/badges/:id/edit', read },
  { path: '/course/new/studio', read },
  { path: '/course/drafts/:id/studio', read },
  { path: '/course/badges/:id/edit/studio', read },
  { path: '/course/badges/:id/import', read: readPeople },
];
