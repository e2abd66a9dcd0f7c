/** The REST API of the platform side: resources over the other rooms; no rule of the business lives here. */
export { createApi, type Api } from './create-api.js';
