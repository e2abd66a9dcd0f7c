import { Conflict } from '../../base/index.js';

export const changedMeanwhile = (): Conflict =>
  new Conflict('issuer_changed', 'Somebody else has changed this issuer meanwhile.', {
    action: 'Open the page again to see the change, then make yours.',
  });

export const nameTaken = (): Conflict =>
  new Conflict('issuer_name_taken', 'Another issuer of this installation has this name.', {
    action: 'Choose another name, or ask the operator to save this one for you.',
  });

/**
 * The error for an issuer without a complete profile.
 * @param missing the settings that are not set yet
 */
export const incomplete = (missing: readonly string[]): Conflict =>
  new Conflict(
    'issuer_incomplete',
    `Badges cannot be issued yet: ${missing.join(', ')} is not set.`,
    { action: 'Ask the operator of this tool to fill in Administration › Issuer.' },
  );
