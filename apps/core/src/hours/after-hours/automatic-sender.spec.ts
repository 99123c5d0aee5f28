import { isMachine } from './automatic-sender.js';

it.each([
  ['ada@example.test', false],
  ['nora.reply@example.test', false],
  ['bouncer@example.test', false],
  ['no-reply@example.test', true],
  ['NoReply@example.test', true],
  ['noreply-invoices@example.test', true],
  ['do-not-reply@example.test', true],
  ['MAILER-DAEMON@example.test', true],
  ['bounces+ada=example.test@list.test', true],
  ['', true],
])('behind %s sits a machine: %s', (address, machine) => expect(isMachine(address)).toBe(machine));
