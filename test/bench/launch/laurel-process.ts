/** The tool of `npm run bench -- launch`: the whole application, with its log, on a store that somebody else runs. */
import { connect, toStore } from '../../../src/store/open-store.js';
import { addActiveRule } from '../../support/active-rule.js';
import { startTestLaurel } from '../../support/start-test-laurel.js';
import { obeyParent } from './process.js';

const [url = '', name = ''] = process.argv.slice(2);
const connection = await connect(url, name);
const store = { ...toStore(connection, () => Promise.resolve()), url };
const laurel = await startTestLaurel({ store, env: { LOG_LEVEL: 'info' } });
await store.buildIndexes();
let course = { platformId: '', deploymentId: '', contextId: '' };

obeyParent(laurel.url, async (order) => {
  if (order.do === 'rule') return { column: await addActiveRule(laurel, course) };
  if (order.do !== 'register') return {};
  const { deploymentId, contextId, ...platform } = order.registration;
  const { id: platformId } = await laurel.lti.platforms.add({
    ...platform,
    name: 'Northfield Moodle',
    family: 'moodle',
    deploymentPolicy: 'admit',
  });
  course = { platformId, deploymentId, contextId };
  return course;
});
