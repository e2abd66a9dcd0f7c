/**
 * The platform of `npm run bench -- sync`, in a process of its own so that only the tool's side is measured: a Moodle-like
 * one that does as its parent says, one message at a time.
 */
import { createBrowser, launch, startMoodleLike, type Tool } from '../support/lms/index.js';

/** `install`: registers the tool and answers with what the tool has to know of the platform. `launch`: a teacher opens it.
 *  `grade`: everybody passes every column of the tool's. */
export type PlatformOrder =
  | { readonly do: 'install'; readonly toolUrl: string }
  | { readonly do: 'launch' }
  | { readonly do: 'grade' };

export interface Installed {
  readonly name: string;
  readonly contextId: string;
  readonly tool: Pick<
    Tool,
    'issuer' | 'clientId' | 'authorizationUrl' | 'tokenUrl' | 'jwksUrl' | 'deploymentId'
  >;
}

const platform = await startMoodleLike({ learners: Number(process.argv[2]) });

async function obey(order: PlatformOrder): Promise<object> {
  if (order.do === 'install') {
    const tool = platform.registerTool({ url: order.toolUrl });
    const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl, deploymentId } = tool;
    const told = { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl, deploymentId };
    return { name: platform.name, contextId: platform.course.contextId, tool: told };
  }
  if (order.do === 'launch') {
    await launch(platform, { as: 'teacher', browser: createBrowser() });
    return {};
  }
  const learners = platform.course.people.filter(({ role }) => role === 'learner');
  const columns = platform.course.columns.filter(({ name }) => name.startsWith('Bench '));
  for (const column of columns)
    for (const [n, person] of learners.entries()) platform.setGrade(person, column, 70 + (n % 30));
  return { learners: learners.length, columns: columns.length };
}

process.on('message', (order: PlatformOrder) => {
  void obey(order).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
