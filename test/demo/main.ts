import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aDemoFolder, endForgotten } from './forgotten.js';
import { beginSome } from './begun.js';
import { handleSome } from './handled.js';
import { divideWork } from './routed.js';
import { settle } from './settle.js';
import { DemoWorld } from './demo-world.js';
import { DemoPrograms } from './programs.js';
import { company, password, staff } from './sample-office.js';
import { DemoTelephone } from './telephone.js';
import { CloudWhatsapp } from './whatsapp-cloud.js';
import { joinTwoCards } from './two-cards.js';
import { settleMail } from './mail/mail-parts.js';
import { LinkedWhatsapp } from './whatsapp-linked.js';
import { findChromium } from '../../apps/whatsapp/src/web/chromium/find-chromium.js';
import { ClamdPeer } from '../peers/clamd.js';
import { fetchEngine } from '../product/fetch-engine.js';
import { Product } from '../product/product.js';

/**
 * `npm run demo`: the gateway with a sample office and stand-ins for the outside world, so that a newcomer sees letters arrive on
 * cards and can answer them. Everything is on loopback and in a folder that is removed at the end.
 * WhatsApp is a linked device where there is Chromium; without it, or with `--cloud`, a number of the Cloud API.
 */
const say = (line = '') => process.stdout.write(`${line}\n`);

await endForgotten();
const world = await DemoWorld.make();
const { imapPort, smtpPort, letters } = await world.open(new Date());
say(`The outside world is ready: a mail provider with ${letters} letters of the past months.`);

say('The telephone engine: fetched from Debian packages the first time, about 160 of them …');
const engine = await fetchEngine(say);
if (!engine) say('No telephone this time, then: the demonstration goes on with mail.');

const { KEEPLINE_CHROMIUM: named = null, PATH: searchPath = '' } = process.env;
const wantsCloud = process.argv.includes('--cloud');
const chromium = wantsCloud ? null : await findChromium(named, searchPath);
if (!chromium && !wantsCloud) say('No Chromium, so WhatsApp comes by the Cloud API and not from a linked phone.');
const whatsapp = chromium ? await LinkedWhatsapp.open() : await CloudWhatsapp.open();

const programs = await DemoPrograms.open();
// Takes files as large as letters may be.
const scanner = await ClamdPeer.start(undefined, 64 * 1024 * 1024);

const httpPort = process.env['KEEPLINE_HTTP_PORT'];
const product = await Product.gateway(
  {
    KEEPLINE_DATA_DIR: await aDemoFolder(),
    KEEPLINE_OWNER_EMAIL: staff.owner.email,
    KEEPLINE_OWNER_PASSWORD: password,
    // The office's other programs are stand-ins on this machine.
    KEEPLINE_WEBHOOKS_INSIDE: 'yes',
    KEEPLINE_DNS_SERVERS: world.dnsServers,
    KEEPLINE_CLAMD: scanner.address,
    ...whatsapp.environment,
    ...(chromium ? { KEEPLINE_CHROMIUM: chromium } : {}),
    ...(httpPort ? { KEEPLINE_HTTP_PORT: httpPort } : { KEEPLINE_HTTP_PORT: '8080' }),
  },
  { engine },
);
let telephone: DemoTelephone | null = null;

let ending = false;
const leave = async (code: number) => {
  if (ending) return;
  ending = true;
  telephone?.close();
  await product.remove();
  await whatsapp.close();
  await programs.close();
  await scanner.away();
  await world.close();
  process.exit(code);
};
process.on('SIGINT', () => void leave(0));
process.on('SIGTERM', () => void leave(0));
// The terminal was closed.
process.on('SIGHUP', () => void leave(0));

try {
  await product.start();
  say(`The gateway is up at ${product.url}. Setting up the sample office …`);
  const owner = await product.as(staff.owner.email, password);
  const office = await settle(owner, { imapPort, smtpPort, letters }, say);
  await programs.connect(office, product.url);
  await handleSome(office, product.url);
  await divideWork(office);
  await beginSome(office, product.url);
  await joinTwoCards(office);
  say('Letters out of mail programs and of the years before …');
  const others = async (): Promise<DemoTelephone | null> => {
    say(whatsapp.greeting);
    await whatsapp.connect(office, product.url);
    if (!engine) return null;
    say('Connecting the telephone, and the calls of the past weeks …');
    return DemoTelephone.open(product, owner, office);
  };
  [telephone] = await Promise.all([others(), settleMail(office, product, world)]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  say(await readFile(join(product.dataDir, 'gateway.log'), 'utf8').catch(() => ''));
  await leave(1);
}

say();
say(`  ${company.name} is open:   ${product.url}`);
say();
say(`  owner       ${staff.owner.email}`);
say(`  manager     ${staff.manager.email}`);
say(`  employees   ${staff.anna.email}, ${staff.dmytro.email}, ${staff.svitlana.email}`);
say(`  password    ${password}   (for all of them)`);
say();
say('Letters from clients arrive while you look; answer one, and the client writes back.');
say('So do messages by WhatsApp: words, pictures, voice notes; see your answers being delivered and read.');
if (!chromium)
  say('Whoever has not written yet is reached by a template, as with the Cloud API itself: the composer offers them.');
if (telephone)
  say('After a while a client calls: answer in the browser, allow the microphone, and listen to it afterwards.');
say('Ctrl+C ends everything.');
world.liven();
await whatsapp.liven();
telephone?.liven();
