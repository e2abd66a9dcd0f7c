import mongoose, { mongo } from 'mongoose';

/** Names of the driver's errors that mean "the store does not answer", not "the command was wrong". */
const NAMES = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'PoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoClientClosedError',
  'MongoStalePrimaryError',
  'MongoExpiredSessionError',
  'MongoOperationTimeoutError',
  'MongooseServerSelectionError',
]);

/**
 * Codes by which a server says that it is not, or no longer, the one to ask, or that the others did not confirm a write
 * in time (MongoDB's error_codes.yml: NotPrimaryError, ShutdownError, NetworkError, RetriableError).
 */
const CODES = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  43, // CursorNotFound: the server that held it is another one now
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  91, // ShutdownInProgress
  100, // UnsatisfiableWriteConcern: too few members are there
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  237, // CursorKilled
  262, // ExceededTimeLimit
  317, // ConnectionPoolExpired
  365, // TransportSessionClosed
  384, // ConnectionError
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** What driver and server write on an error that goes away by itself. */
const LABELS = ['RetryableWriteError', 'PoolRequestedRetry', 'SystemOverloadedError'];

/** A code on an error of the driver, on one write of a batch, or on a batch's write concern. */
const hasCode = (thing: object): boolean => 'code' in thing && CODES.has(Number(thing.code));

/** What the driver wraps: what a batch met with, what the server answered. */
function insideOf(error: mongo.MongoError): unknown[] {
  const inside: unknown[] = [];
  if (error instanceof mongo.MongoServerError) inside.push(error.errorResponse);
  if (error instanceof mongo.MongoBulkWriteError)
    inside.push(...[error.writeErrors].flat(), error.result.getWriteConcernError());
  if (error instanceof mongo.MongoWriteConcernError) inside.push(error.result.writeConcernError);
  return inside;
}

function saysDown(error: mongo.MongoError): boolean {
  if (hasCode(error) || LABELS.some((label) => error.hasErrorLabel(label))) return true;
  return insideOf(error).some(
    (inner) =>
      isStoreDown(inner) || (typeof inner === 'object' && inner !== null && hasCode(inner)),
  );
}

/**
 * Whether an error says that the store cannot be reached, or has no primary, now: to be told as 503, and tried again.
 * @param error what was thrown, by the driver or by mongoose, as such or as the cause of another error
 */
export function isStoreDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (NAMES.has(error.name)) return true;
  if (error instanceof mongo.MongoError && saysDown(error)) return true;
  // With bufferCommands off mongoose says so itself while it is not connected.
  if (error instanceof mongoose.MongooseError && error.name === 'MongooseError')
    return /initial connection is complete|connection/i.test(error.message);
  return isStoreDown(error.cause);
}
