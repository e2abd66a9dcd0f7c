/**
 * How long the main thread of this process was on a processor, in milliseconds: what other threads and other programs of the
 * machine do is none of it. Where the system does not tell of threads (Linux does, proc(5)), it is the whole process's.
 */
import { Buffer } from 'node:buffer';
import { openSync, readSync } from 'node:fs';

function open() {
  try {
    return openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  } catch {
    return null;
  }
}

const file = open();
const text = Buffer.alloc(64);

/** @returns {number} */
export function threadMs() {
  if (file === null) {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  }
  const length = readSync(file, text, 0, 64, 0);
  return Number(text.toString('latin1', 0, length).split(' ')[0]) / 1_000_000;
}
