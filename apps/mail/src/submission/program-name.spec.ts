import { programName } from './program-name.js';

it.each([
  ['X-Mailer: Microsoft Outlook 16.0', 'Microsoft Outlook'],
  ['User-Agent: Mozilla Thunderbird', 'Thunderbird'],
  ['Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))', 'Apple Mail'],
  ['X-Mailer: iPhone Mail (22A3354)', 'iPhone Mail'],
  ['X-Mailer: anna-laptop 5', null],
  ['Subject: Outlook', null],
])('%s: %s', (field, name) => expect(programName(Buffer.from(`${field}\r\n\r\n`))).toBe(name));
