import type { Request } from 'express';

/** What a page is drawn in: `light`, or whichever the reader's system asks for (absent). */
export type ColorScheme = 'light' | undefined;

const IN_A_FRAME = ['iframe', 'frame'];

/**
 * Inside another site's page a page of ours is a part of that page, and a learning platform's is light whatever the reader's system
 * is set to: so are ours there (Fetch Metadata, W3C, 2.1), unless the platform says that it follows the system too. By itself a
 * page follows the system.
 */
export function colorSchemeOf({ headers, session }: Request): ColorScheme {
  const isFramed = IN_A_FRAME.includes(String(headers['sec-fetch-dest']));
  return isFramed && session?.followsSystem !== true ? 'light' : undefined;
}
