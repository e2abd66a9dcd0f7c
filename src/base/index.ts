/**
 * The lowest room: settings, log, errors, clock, outbound requests, sealing, parsers with limits. It imports no other
 * room.
 */
export { isLoopbackAddress, isPublicAddress, networkOf } from './addresses.js';
export { backOffMs, type BackOff } from './back-off.js';
export { hasList, MOST_ROWS, readRows, type RowsKind, type RowsKinds } from './bulk-rows.js';
export { createTestClock, systemClock, type Clock, type TestClock } from './clock.js';
export { csvLine } from './csv.js';
export { readCsv } from './read-csv.js';
export { msToDeadline, withDeadline } from './deadline.js';
export {
  Conflict,
  InvalidInput,
  isAnswer,
  nullIfAnswer,
  LaurelError,
  NotAllowed,
  NotFound,
  TooManyRequests,
  Unauthenticated,
  Unavailable,
  UpstreamFailed,
  type SendAgain,
} from './errors.js';
export {
  createEvents,
  type EventName,
  type Events,
  type OperatorEvent,
  type OperatorEvents,
} from './events.js';
export { createFairQueue } from './fair-queue.js';
export {
  dateTimeFormat,
  displayNames,
  listFormat,
  numberFormat,
  relativeTimeFormat,
} from './formats.js';
export { keepBriefly } from './keep-briefly.js';
export { builtFile } from './built-file.js';
export { lazy } from './lazy.js';
export { mapInFlight } from './map-in-flight.js';
export { parseExactJson } from './exact-json.js';
export { createKeptFiles } from './kept-files.js';
export { createLogger, type Logger } from './log.js';
export { runWithIds, tallyCalls } from './log-context.js';
export { observeOutbound } from './observe-outbound.js';
export {
  createOutbound,
  isOk,
  type Lookup,
  type Outbound,
  type OutboundRequest,
  type OutboundResponse,
} from './outbound.js';
export { isTooFast, paceOutbound } from './pace-outbound.js';
export { omitUndefined } from './omit-undefined.js';
export { readAnew, readingOnce, readOnce } from './read-once.js';
export { readableRows } from './readable-rows.js';
export { parseJson } from './parse-json.js';
export { randomId } from './random-id.js';
export { retryAfterMs } from './retry-after.js';
export { foldName, searchWordsOf, wordsOf } from './search-words.js';
export { createSealer, type Sealer } from './seal.js';
export { createSlots, type Slots } from './slots.js';
export { parseSettings, SettingsError, type Settings } from './settings.js';
export { UNDO_MS } from './undo.js';
