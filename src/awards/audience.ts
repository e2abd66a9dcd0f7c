/** Whom the words are for. A learner is never told what the platform has not released. */
export type Audience = 'instructor' | 'learner';
