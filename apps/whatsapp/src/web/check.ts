import { connect } from 'node:tls';
import type { WhatsappCheck } from '#libs/contracts';
import { findChromium } from './chromium/find-chromium.js';
import type { WebSettings } from './web-driver.js';

const page = 'web.whatsapp.com';
const reachedWithinMs = 10_000;

/** Whether linked devices can work here: a browser, and the way to WhatsApp's page. */
export async function checkWeb({ searchPath, whatsapp }: WebSettings): Promise<WhatsappCheck[]> {
  const chromium = await findChromium(whatsapp.chromium, searchPath);
  const [host = page, port = '443'] = whatsapp.standIn?.split(':') ?? [];
  const trouble = await troubleOf(host, Number(port), whatsapp.standIn === null);
  return [
    {
      step: 'chromium',
      ok: chromium !== null,
      code: chromium === null ? 'whatsapp.no-chromium' : null,
      detail: chromium,
    },
    {
      step: 'page',
      ok: trouble === null,
      code: trouble === null ? null : 'whatsapp.page-unreachable',
      detail: trouble ?? whatsapp.standIn,
    },
  ];
}

/** @returns the system's code (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, …); null when a secure connection stood */
function troubleOf(host: string, port: number, strict: boolean): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, servername: page, rejectUnauthorized: strict, timeout: reachedWithinMs });
    const end = (trouble: string | null) => {
      socket.destroy();
      resolve(trouble);
    };
    socket.once('secureConnect', () => end(null));
    socket.once('timeout', () => end('ETIMEDOUT'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.name));
  });
}
