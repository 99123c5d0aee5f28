import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault, Verb } from '../../peers/smtp-world.js';
import { seeded } from '#libs/testing';
import { Product } from '../../product/product.js';
import { bombed } from './bomb-faults.js';
import { brokerBroken } from './broker-faults.js';
import { clockSet } from './clock-faults.js';
import { ingest, sending, submitting } from './crash-points.js';
import { ordinary, sized, withField, withHops } from './fault-letters.js';
import { chosen, type MailFault } from './mail-fault.js';
import { pause, type MailOffice } from './mail-office.js';
import { malformed } from './malformed-faults.js';
import { underLoad } from './under-load.js';

/** A step is passed by some piece of work sooner or later; one that nobody ever takes is no step. */
const passedWithinMs = 120_000;
const moreWorkAfterMs = 3_000;

/** Ends the gateway at a step while letters come in both ways and answers go out. */
async function crashAt(office: MailOffice, points: readonly string[], rounds: number): Promise<number> {
  let crashes = 0;
  for (let round = 0; round < rounds; round++)
    for (const point of points) {
      if (office.timeIsUp) break;
      await office.product.kill();
      const began = await office.start(`${point}:${1 + (round % 2)}`);
      office.post([ordinary(), ordinary(), ordinary()]);
      if (began) await Promise.all([office.answer(), office.hand(ordinary()), office.answer(), office.submit()]);
      for (const deadline = Date.now() + passedWithinMs; !(await office.product.untilEnded(moreWorkAfterMs));) {
        if (Date.now() > deadline) throw new Error(`The step “${point}” was not passed`);
        // The second passing of a step comes with more work, or with a new connection.
        office.imap.hangUp();
        office.post([ordinary()]);
        await Promise.all([office.answer(), office.hand(ordinary()), office.submit()]);
      }
      crashes++;
    }
  // Where the time was up before the first step, it still runs.
  await office.product.kill();
  await office.start();
  return crashes;
}

/** Also while it comes up again. */
async function databaseOf(office: MailOffice): ReturnType<MailOffice['database']> {
  for (let turn = 0; ; turn++) {
    try {
      return await office.database();
    } catch (error) {
      if (turn === 300) throw error;
      await pause(200);
    }
  }
}

async function postmasterOf(office: MailOffice): Promise<number> {
  return Number((await readFile(join(office.product.dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

const verbs: readonly Verb[] = ['connect', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'dot'];
const smarthostFaults: readonly Fault[] = [
  '421 4.3.2 closing',
  '450 4.7.1 greylisted',
  '451-4.3.0 later\r\n451 4.3.0 and on two lines',
  '554 5.7.1 refused',
  '999 what is this',
  'close',
];

const killsPerRound = 5;

export const mailFaults: readonly MailFault[] = [
  {
    id: 'F1',
    name: 'kill -9 at each step of taking a letter in',
    inject: (office, rounds, steps) => crashAt(office, chosen(ingest, steps), rounds),
  },
  {
    id: 'F2',
    name: 'kill -9 at random moments while letters go both ways',
    async inject(office, rounds) {
      const random = seeded(20_261_126);
      let kills = 0;
      const end = underLoad(office);
      try {
        for (; kills < rounds * killsPerRound && !office.timeIsUp; kills++) {
          await pause(200 + random() * 2_800);
          await office.product.kill();
          await office.start();
        }
      } finally {
        await end();
      }
      return kills;
    },
  },
  {
    id: 'F3',
    name: 'kill -9 at each step of sending',
    inject: (office, rounds, steps) => crashAt(office, chosen(sending, steps), rounds),
  },
  {
    id: 'F4',
    name: 'kill -9 at each step of taking a letter from a mail program, which then sends it again',
    inject: (office, rounds, steps) => crashAt(office, chosen(submitting, steps), rounds),
  },
  {
    id: 'F6',
    name: 'PostgreSQL is killed, or its connections are cut',
    async inject(office, rounds) {
      let n = 0;
      for (; n < rounds && !office.timeIsUp; n++) {
        office.post([ordinary(), ordinary()]);
        const database = await databaseOf(office);
        await Promise.all([
          office.answer(),
          office.hand(ordinary()),
          database.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()'),
        ]);
        await database.end();
        await pause(300);
        process.kill(await postmasterOf(office), 'SIGKILL');
        office.post([ordinary()]);
        await office.answer();
        await office.settle(30_000);
      }
      return n * 2;
    },
  },
  {
    id: 'F7',
    name: 'the IMAP server hangs up, breaks off within a letter, restarts, answers nothing',
    async inject(office, rounds) {
      for (let n = 0; n < rounds; n++) {
        office.imap.faults.cutAfterBytes = 200 + Math.floor(Math.random() * 60_000);
        office.post([sized(40_000), ordinary()]);
        await pause(500);
        office.imap.hangUp();
        await pause(200);
        await office.imap.close();
        office.post([ordinary()]);
        await pause(300);
        await office.imap.listen(office.imapPort);
      }
      office.imap.faults.stillHere = true;
      office.post([ordinary()]);
      await pause(3_000);
      office.imap.faults.stillHere = false;
      office.imap.faults.mute = true;
      office.post([ordinary()]);
      await pause(3_000);
      office.imap.faults.mute = false;
      return rounds * 3 + 2;
    },
  },
  {
    id: 'F8',
    name: 'UIDVALIDITY changes, letters vanish and are marked by another client',
    async inject(office, rounds) {
      for (let n = 0; n < rounds; n++) {
        office.post([ordinary(), ordinary()]);
        await office.settle(30_000);
        const { letters } = office.imap.folder();
        letters.splice(0, Math.floor(letters.length / 4));
        for (const { flags } of letters) flags.add('\\Seen');
        office.imap.changeUidValidity();
        office.post([ordinary()]);
      }
      return rounds * 3;
    },
  },
  {
    id: 'F9',
    name: 'the smarthost refuses, stumbles or hangs up at each verb',
    async inject(office, rounds) {
      let injected = 0;
      for (let n = 0; n < rounds; n++)
        for (const verb of verbs)
          for (const fault of [...smarthostFaults, ...(verb === 'dot' ? (['take-and-close'] as const) : [])]) {
            // A line that is open already greets nobody.
            if (verb === 'connect' || verb === 'EHLO') office.smarthost.hangUp();
            office.smarthost.break(verb, fault, 1);
            await Promise.all([office.answer(), office.hurry()]);
            for (let turn = 0; office.smarthost.times.get(verb) !== 0; turn++) {
              if (turn === 100) throw new Error(`Nobody came as far as ${verb}`);
              await pause(100);
            }
            injected++;
          }
      office.smarthost.faults.clear();
      await office.settle(60_000);
      return injected;
    },
  },
  {
    id: 'F10',
    name: 'the same letter comes again: by both ways in, and twice in the mailbox',
    async inject(office, rounds) {
      for (let n = 0; n < rounds * 10; n++) {
        const letter = ordinary();
        office.post([letter]);
        await office.hand(letter);
        office.imap.deliver(letter);
      }
      return rounds * 10;
    },
  },
  {
    id: 'F11',
    name: 'other letters under a Message-ID that was used before',
    inject(office, rounds) {
      const letters = Array.from({ length: rounds * 10 }, () =>
        withField('Message-ID', '<the-same-for-all@client.test>'),
      );
      office.post(letters);
      return Promise.resolve(letters.length);
    },
  },
  {
    id: 'F13',
    name: 'letters from 1970, 2106, no time at all and nonsense',
    inject(office, rounds) {
      const dates = ['Thu, 01 Jan 1970 00:00:00 +0000', 'Sun, 07 Feb 2106 06:28:16 +0000', null, 'yesterday, 25:61'];
      const letters = Array.from({ length: rounds }, () => dates.map((date) => withField('Date', date))).flat();
      office.post(letters);
      return Promise.resolve(letters.length);
    },
  },
  malformed,
  bombed,
  {
    id: 'F16',
    name: 'letters of 25 MB',
    async inject(office, rounds) {
      office.post(Array.from({ length: rounds }, () => sized(25_000_000)));
      await office.settle(60_000);
      return rounds;
    },
  },
  {
    id: 'F17',
    name: 'letters that go round: sixty hops, and our own that come back',
    async inject(office, rounds) {
      for (let n = 0; n < rounds; n++) {
        const refusal = await office.hand(withHops(60));
        if (refusal === null) throw new Error('A letter after sixty hops was taken');
        if ((await office.answer()) === null) throw new Error('An answer was refused');
        await office.settle(30_000);
        const { length } = office.smarthost.letters;
        await office.comeBack();
        await pause(2_000);
        if (office.smarthost.letters.length > length) throw new Error('Our own letter that came back was answered');
      }
      return rounds * 2;
    },
  },
  {
    id: 'F21',
    name: 'a second gateway on the same data',
    async inject(office, rounds) {
      for (let n = 0; n < rounds; n++) {
        office.post([ordinary()]);
        await Promise.all([office.answer(), office.hand(ordinary())]);
        const second = await Product.gateway({ KEEPLINE_DATA_DIR: office.product.dataDir });
        const refused = await second.start(20_000).then(
          () => false,
          () => true,
        );
        if (refused) continue;
        await second.kill();
        throw new Error('A second gateway runs on the same data');
      }
      return rounds;
    },
  },
  {
    id: 'F24',
    name: 'the mailbox’s password is refused for a while',
    async inject(office, rounds) {
      for (let n = 0; n < rounds; n++) {
        office.imap.faults.refuseLogin = true;
        office.imap.hangUp();
        office.post([ordinary(), ordinary()]);
        await office.answer();
        await pause(500);
        office.imap.faults.refuseLogin = false;
      }
      return rounds;
    },
  },
  clockSet,
  brokerBroken,
];
