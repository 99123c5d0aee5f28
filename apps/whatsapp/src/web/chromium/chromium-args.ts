import type { Cage } from './cage.js';

const quiet = [
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-breakpad',
  '--mute-audio',
  // A page that nobody looks at must go on as one that somebody does.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  // /dev/shm is 64 MB in a container.
  '--disable-dev-shm-usage',
];

/** @param standIn `127.0.0.1:<port>`: the page is looked for there, whatever certificate it has */
export function chromiumArgs({ sandboxed }: Cage, standIn: string | null): string[] {
  return [
    ...quiet,
    ...(sandboxed ? [] : ['--no-sandbox']),
    ...(standIn === null
      ? []
      : [`--host-resolver-rules=MAP web.whatsapp.com ${standIn}`, '--ignore-certificate-errors']),
  ];
}
