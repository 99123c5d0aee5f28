import { delimiterOf, guessedReading, isHeading } from './guessed-reading.js';
import { recordsOf, type Reading } from './records.js';

async function* bytesOf(...pieces: Buffer[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}
async function read(text: string, reading: Partial<Reading> = {}, ...pieces: Buffer[]) {
  const found = [];
  const bytes = pieces.length > 0 ? pieces : [Buffer.from(text)];
  const how = { encoding: 'utf-8', delimiter: ',', header: false, ...reading } as const;
  for await (const { line, n, cells } of recordsOf(bytesOf(...bytes), how)) found.push([n, line, cells]);
  return found;
}

describe('how a file seems to be written', () => {
  it.each([
    ['a;b,c;d\n1;2,3;4\n', ';'],
    ['"a,b",c\n"d,e",f\n', ','],
    ['name\tcity\nA\tB\n', '\t'],
    ['sep=|\na|b\n', '|'],
    ['only one column\nAda\n', ','],
  ])('its separator: %j', (text, delimiter) => {
    expect(delimiterOf(text)).toBe(delimiter);
  });

  it.each([
    [['Name', 'E-mail'], true],
    [['Ada', 'ada@example.test'], false],
    [['Ada', '+380501112233'], false],
    [['', ''], false],
    [['x', '', '', ''], false],
  ])('whether its first line names the columns: %j', (record, is) => {
    expect(isHeading(record)).toBe(is);
  });

  it('also where its beginning ends within a letter', async () => {
    const whole = Buffer.from('Имя,Город\nИрина,Київ');
    expect(await guessedReading(whole.subarray(0, whole.length - 1))).toMatchObject({ encoding: 'utf-8' });
  });

  it('UTF-16 without a mark, by the zero bytes of what is Latin in it', async () => {
    const text = Buffer.from('Имя;Город\r\nИрина;Киев\r\n', 'utf16le');
    expect(await guessedReading(text)).toEqual({ encoding: 'utf-16le', delimiter: ';', header: true });
    expect(await guessedReading(Buffer.from(text).swap16())).toMatchObject({ encoding: 'utf-16be' });
  });
});

describe('the records of a file', () => {
  it('are counted by the lines on which they begin', async () => {
    expect(await read('a,b\r\n"x\ny",2\r\n\r\n3,4')).toEqual([
      [0, 1, ['a', 'b']],
      [1, 2, ['x\ny', '2']],
      [2, 5, ['3', '4']],
    ]);
  });

  it('keep marks that nobody doubled, and leave out what says the separator', async () => {
    expect(await read('sep=;\nООО "Ромашка";1\n', { delimiter: ';' })).toEqual([[0, 2, ['ООО "Ромашка"', '1']]]);
  });

  it('are whole where a letter lies in two pieces', async () => {
    const bytes = Buffer.from('Їжак,1\n');
    expect(await read('', {}, bytes.subarray(0, 1), bytes.subarray(1))).toEqual([[0, 1, ['Їжак', '1']]]);
  });
});
