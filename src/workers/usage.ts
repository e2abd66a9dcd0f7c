import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** What a process has used, as the system tells it from outside. */
export interface Usage {
  /** Milliseconds of processor time since its start. */
  readonly cpuMs: number;
  readonly residentMB: number;
}

/** Linux counts in hundredths of a second (USER_HZ). */
const TICK_MS = 10;

/** proc(5): in `stat`, after the name in brackets, the 12th and 13th field are user and system time. */
export function readProc(pid: number): Usage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    if (resident === undefined) return null;
    return {
      cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
      residentMB: Number(resident) / 1_024,
    };
  } catch {
    return null;
  }
}

/** `[[dd-]hh:]mm:ss[.cc]` in milliseconds. */
function parseTime(text: string): number {
  const [days = '0', clock = ''] = text.includes('-') ? text.split('-') : ['0', text];
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1_000;
}

/** ps(1), which every Unix has (POSIX). */
export async function readPs(pid: number): Promise<Usage | null> {
  const run = promisify(execFile);
  const { stdout } = await run('ps', ['-o', 'rss=', '-o', 'time=', '-p', String(pid)]);
  const [resident, time] = stdout.trim().split(/\s+/);
  if (resident === undefined || time === undefined) return null;
  return { cpuMs: parseTime(time), residentMB: Number(resident) / 1_024 };
}

const hasProc = readProc(process.pid) !== null;

/** How often it is asked, in milliseconds: a process of its own for each look is dearer than a file. */
export const LOOK_EVERY_MS = hasProc ? 20 : 500;

/** What the process uses now; null where this system does not tell. */
export const readUsage = (pid: number): Usage | null | Promise<Usage | null> =>
  hasProc ? readProc(pid) : readPs(pid).catch(() => null);
