/** The ground floor: settings, log, errors, clock, the way out, sealing. Imports nothing of ours. */
export { isLoopbackAddress, isPublicAddress } from './addresses.js';
export { createTestClock, systemClock, type Clock, type TestClock } from './clock.js';
export {
  Conflict,
  InvalidInput,
  isAnswer,
  LaurelError,
  NotAllowed,
  NotFound,
  Unauthenticated,
  Unavailable,
  UpstreamFailed,
  type ErrorDetails,
  type SendAgain,
} from './errors.js';
export { FONT_FILES } from './fonts.js';
export { createLogger, type Logger } from './log.js';
export {
  createOutbound,
  type Lookup,
  type Outbound,
  type OutboundRequest,
  type OutboundResponse,
} from './outbound.js';
export { isTooFast, paceOutbound } from './pace-outbound.js';
export { randomId } from './random-id.js';
export { retryAfterMs } from './retry-after.js';
export { createSealer, type Sealer } from './seal.js';
export { parseSettings, SettingsError, type Settings } from './settings.js';
