/** A person's home outside of every learning platform: sign-in by mail, their badges from all of them, a profile. */
export { HOME_BODIES } from './foreign-routes.js';
export { createHome, type Home } from './create-home.js';
export { currentHome, requireHome } from './current-home.js';
export type { HomeData } from './home-data.js';
export { homeNav } from './home-nav.js';
export { joinMove } from './home-moves.js';
