import { verifyRatio } from './verify-badges.js';

/** The part of `issue` that verifies, alone. */
export default async function bench(): Promise<object> {
  return { verifyRatioToLibrary: Number((await verifyRatio()).toFixed(1)) };
}
