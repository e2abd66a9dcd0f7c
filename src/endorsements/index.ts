/** Endorsements of achievements by employers and bodies: invited by a link, given, shown, revoked. */
export { createEndorsements, type Endorsements } from './create-endorsements.js';
export { ENDORSEMENT_MOVES } from './endorsement-moves.js';
export { ENDORSE_BODIES } from './pages/endorse-routes.js';
export { INVITED_DAYS } from './model/invitation.js';
export { standingOf, type Endorsement } from './model/endorsement.js';
