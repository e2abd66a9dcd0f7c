import { describe, expect, it } from 'vitest';
import { createEvents, type OperatorEvent } from './events.js';
import { createLogger } from './log.js';
import { runWithIds } from './log-context.js';

function watch(level: string) {
  const lines: string[] = [];
  const heard: OperatorEvent[] = [];
  const events = createEvents(createLogger(level, { write: (line) => void lines.push(line) }));
  events.listen((event) => void heard.push(event));
  return { events, heard, lines: () => lines.map((line) => JSON.parse(line) as object) };
}

const sent = { key: 'award:1', view: 'badge-earned', attempts: 1, ms: 12 };

describe('createEvents', () => {
  it('writes one line for an event, with the ids of its run, and tells whoever listens', () => {
    const { events, heard, lines } = watch('info');
    runWithIds({ job: 'mail.send', jobId: 'j1' }, () => events.tell('mail_sent', sent));
    expect(lines()).toMatchObject([
      { level: 30, event: 'mail_sent', msg: 'mail sent', job: 'mail.send', jobId: 'j1', ...sent },
    ]);
    expect(heard).toEqual([{ name: 'mail_sent', fields: sent }]);
  });

  it('tells of what has no line, or whose line is not asked for, all the same', () => {
    const { events, heard, lines } = watch('silent');
    events.tell('called', { status: '200', ms: 1 });
    events.tell('mail_sent', sent);
    expect(lines()).toEqual([]);
    expect(heard.map(({ name }) => name)).toEqual(['called', 'mail_sent']);
  });

  it('warns of what somebody has to look after', () => {
    const { events, lines } = watch('warn');
    events.tell('mail_sent', sent);
    events.tell('platform_silent', { platformId: 'p1', code: 'upstream_timeout' });
    expect(lines()).toMatchObject([{ level: 40, event: 'platform_silent' }]);
  });
});
