/**
 * Beside the tool: a stock ltijs 5.9.9 application with the database that ltijs brings along. It logs nothing, keeps nothing of
 * its own, and shows one small page.
 */
import { createServer, type AddressInfo } from 'node:net';
import { Provider } from 'ltijs';
import mongoose from 'mongoose';
import { obeyParent } from './process.js';

const [mongo = '', name = ''] = process.argv.slice(2);

const port = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = server.address() as AddressInfo;
    server.close(() => resolve(free));
  });
});

Provider.setup(
  'a key of thirty-two characters. ',
  { url: mongo },
  // The default of `cors` cannot be mounted in the Express that is installed here.
  { appRoute: '/', loginRoute: '/login', cors: false, cookies: { secure: true, sameSite: 'None' } },
);
Provider.onConnect((token, _req, res) => {
  const course = token.platformContext?.context?.title ?? '';
  res.send(`<!doctype html><title>${course}</title><p>Hello, ${token.userInfo?.name ?? ''}</p>`);
});
// ltijs's own connecting names options that this driver has no more; where there is a connection it takes that.
await mongoose.connect(mongo, { dbName: name });
await Provider.deploy({ port, silent: true });

obeyParent(`http://localhost:${port}`, async (order) => {
  if (order.do !== 'register') return {};
  const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = order.registration;
  await Provider.registerPlatform({
    url: issuer,
    name: 'Northfield Moodle',
    clientId,
    authenticationEndpoint: authorizationUrl,
    accesstokenEndpoint: tokenUrl,
    authConfig: { method: 'JWK_SET', key: jwksUrl },
  });
  return {};
});
