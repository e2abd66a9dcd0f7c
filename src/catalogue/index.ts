/** What can be earned of an issuer, listed in public where its administrators want that. */
export { createCatalogue } from './create-catalogue.js';
