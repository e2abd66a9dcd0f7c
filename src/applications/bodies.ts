import { readUpload, type RouteBody } from '../web/index.js';

const MEGABYTE = 1_048_576;

/**
 * The routes of this room whose bodies are larger than small forms. One file may be larger than any task takes, so that the page
 * can say so and keep the text that came with it.
 */
export const APPLICATION_BODIES: readonly RouteBody[] = [
  {
    path: '/my/applications/:task',
    read: [readUpload({ bytes: 16 * MEGABYTE, files: 1, fields: 40 })],
  },
  {
    path: '/course/applications/:task/edit',
    read: [readUpload({ bytes: MEGABYTE, files: 0, fields: 500 })],
  },
  {
    path: '/course/applications/:task/work/:id',
    read: [readUpload({ bytes: MEGABYTE, files: 0, fields: 60 })],
  },
  {
    path: '/my/reviews/:task/work/:id',
    read: [readUpload({ bytes: MEGABYTE, files: 0, fields: 60 })],
  },
];
