import { describe, expect, it } from 'vitest';
import { addActiveRule } from '../../support/active-rule.js';
import { createBrowser, launch } from '../../support/lms/index.js';
import { laurel, open, useCourse } from '../../support/use-course.js';
import { watchStore } from '../../support/watch-store.js';

useCourse('moodle');

/** Commands to the store of a login, a launch and the page that it leads to, what goes on after the answers included. */
const MOST = 9;
const MOST_WITH_RULE = 19;

/** On a loaded machine what is kept for seconds may run out in the middle of a launch: the cheapest of a few counts. */
const TRIES = 5;

async function fewest(most: number, run: () => Promise<string[]>): Promise<string[]> {
  let best = await run();
  for (let tries = 1; best.length > most && tries < TRIES; tries += 1) {
    const next = await run();
    if (next.length < best.length) best = next;
  }
  return best;
}

async function commandsOf(as: string): Promise<string[]> {
  const { platform } = open;
  const seen = await watchStore(laurel.store, async () => {
    const { response } = await launch(platform, { as, browser: createBrowser() });
    expect(response.status).toBe(200);
    expect(new URL(response.url).pathname).toBe('/my');
    await laurel.web.afterAnswer.idle();
  });
  return seen.map(({ name, collection }) => `${name} ${collection}`);
}

describe('a learner’s launch', () => {
  it('costs the store no more than its budget in a course without a badge', async () => {
    await open.enter('teacher');
    await commandsOf('learner1');
    const commands = await fewest(MOST, () => commandsOf('learner1'));
    expect(commands.length, commands.join('\n')).toBeLessThanOrEqual(MOST);
    // Whoever has not been here before is written down by the same commands.
    let next = 2;
    const first = await fewest(MOST, () => commandsOf(`learner${next++}`));
    expect(first.length, first.join('\n')).toBeLessThanOrEqual(MOST);
  });

  it('costs the store no more than its budget in a course with an active badge', async () => {
    await addActiveRule(laurel, open.course);
    await commandsOf('learner1');
    const commands = await fewest(MOST_WITH_RULE, () => commandsOf('learner1'));
    expect(commands.length, commands.join('\n')).toBeLessThanOrEqual(MOST_WITH_RULE);
    expect(commands).toContain('find decisions');
  });

  it('asks nothing of the store at its login, whatever is begun', async () => {
    const { url, fields } = open.platform.startLaunch({ as: 'learner1' });
    const begin = async () => {
      const seen = await watchStore(laurel.store, () =>
        fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' }),
      );
      return seen.map(({ name, collection }) => `${name} ${collection}`);
    };
    await begin();
    expect(await fewest(0, begin)).toEqual([]);
  });
});
