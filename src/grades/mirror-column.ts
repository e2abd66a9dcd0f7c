export { READ_ONLY_TAG as MIRROR_TAG } from '../lti/index.js';
