/** Control characters, separators of lines, and marks that turn the direction of what follows. */
const STEERING = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * A line for a terminal, whatever names of other people stand in it: what would move the cursor, colour, erase or turn text is
 * shown as U+FFFD, so that nobody paints a result of their own.
 */
export const terminalLine = (text: string): string => text.replace(STEERING, '\uFFFD');
