import { until } from '../check.js';
import type { ApiCaller } from './call.js';

interface Job {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
}

const isOver = ({ state }: Job) => !['checking', 'running', 'receiving'].includes(state);

/**
 * Gives a badge to many by one file.
 * @param userIds as the learning platform knows them
 * @returns how many were given it
 */
export async function giveToMany(
  api: ApiCaller,
  ruleId: string,
  userIds: readonly string[],
): Promise<number> {
  const csv = ['\uFEFFuser_id;reason', ...userIds.map((id) => `${id};"Shown in class"`), ''];
  const send = (query: string) =>
    api.send<Job>(`/awards:bulk?rule=${ruleId}${query}`, csv.join('\r\n'), 'text/csv');
  const finish = async (begun: Job) =>
    until('the bulk job', async () => {
      const job = await api.json<Job>('GET', `/bulk/${begun.id}`);
      return isOver(job) ? job : null;
    });
  // A course's members are known once its roster was read.
  await until('everybody to be known', async () => {
    const preview = await finish(await send('&dryRun=true'));
    return preview.counts['problem'] === undefined ? preview : null;
  });
  const done = await finish(await send(''));
  const again = await finish(await send(''));
  if (again.counts['given'] !== undefined) throw new Error('the same file gave badges twice');
  return done.counts['given'] ?? 0;
}
