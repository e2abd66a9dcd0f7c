import { readBytes, type RouteBody } from '../web/index.js';
import { OAUTH_PATHS } from './metadata.js';

/** What an app tells of itself is JSON, of a page at most. */
const REGISTRATION_BYTES = 32_768;

/** Bodies of the authorization server that are no forms. */
export const OAUTH_BODIES: readonly RouteBody[] = [
  { path: OAUTH_PATHS.register, read: [readBytes(REGISTRATION_BYTES, ['application/json'])] },
];
