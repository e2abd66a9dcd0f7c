/** For how long what no badge rests on is kept, and its removal. */
export { createRetention, type KeptAs, type Retention } from './create-retention.js';
