/** What is used of undici, in a file that is loaded when the first request is sent. */
export { Agent, fetch } from 'undici';
