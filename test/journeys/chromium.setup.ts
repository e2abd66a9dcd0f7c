import { ensureChromium } from './chromium.js';

/** Before the browser journeys: a Chromium is there, or the run stops with what to do. */
export default function setup(): void {
  process.env['CHROMIUM_PATH'] = ensureChromium();
}
