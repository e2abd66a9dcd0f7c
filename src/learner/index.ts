/** What a learner sees and does. */
export { createLearner, type Learner } from './create-learner.js';
