/** Badges between a person's home and other systems, by the Open Badges 3.0 API. */
export { APP_SCOPES } from './host/service-document.js';
export { HOST_BODIES } from './host/host-routes.js';
export { createBackpacks, type Backpacks } from './create-backpacks.js';
