import { readdir, readFile } from 'node:fs/promises';

/** Process ids of living processes whose environment holds `NAME=value` (Linux). */
export async function processesWith(name: string, value: string): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    if (await hasVariable(entry, `${name}=${value}`)) found.push(Number(entry));
  }
  return found;
}

async function hasVariable(pid: string, wanted: string): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    return environment.split('\0').includes(wanted);
  } catch {
    return false; // It ended while we looked, or it is a zombie.
  }
}
