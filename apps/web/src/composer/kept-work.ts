/** What somebody has written and not yet sent, kept on this machine until it is sent, thrown away or its owner signs out. */
const prefix = 'keepline.work.';

export function readWork<T>(name: string): T | null {
  try {
    return JSON.parse(window.localStorage.getItem(prefix + name) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

/** A full or forbidden storage costs the copy, never the typing. */
export function keepWork(name: string, work: unknown): void {
  try {
    if (work === null) window.localStorage.removeItem(prefix + name);
    else window.localStorage.setItem(prefix + name, JSON.stringify(work));
  } catch {
    return;
  }
}

/** On signing out: the next person at this machine finds nothing. */
export function forgetWork(): void {
  for (const name of Object.keys(window.localStorage)) {
    if (name.startsWith(prefix)) window.localStorage.removeItem(name);
  }
}
