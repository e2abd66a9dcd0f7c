/** A typed client of the API of Laurel. It needs `fetch` and nothing else. */
export { clientCredentials, type Credentials } from './client-credentials.js';
export { createLaurelClient, type ClientOptions, type LaurelClient } from './client.js';
export type * from './operations.gen.js';
export { LaurelProblem, type Fault } from './problem.js';
