import { jest } from '@jest/globals';
import { Readable } from 'node:stream';
import { LetterParser } from '../reading/letter-parser.js';
import type { InspectionTask } from './inspection.js';
import { inspect, type InspectionTools } from './inspect.js';

const part = '--b\r\nContent-Type: application/x-any; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n';
const letter = `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(40)}--b--\r\n`;

describe('looking through the files of a letter', () => {
  it('waits for the end of none that it is done with', async () => {
    const waiting: number[] = [];
    const destroy = LetterParser.prototype.destroy;
    const spy = jest.spyOn(LetterParser.prototype, 'destroy').mockImplementation(function (this: LetterParser, error) {
      waiting.push(this.listenerCount('close'));
      return destroy.call(this, error);
    });
    const evidence = { open: () => Promise.resolve(Readable.from([letter], { objectMode: false })) };
    const parts = Array.from({ length: 40 }, (_, n) => ({ n, text: false, scan: false }));
    const { parts: seen } = await inspect(
      { is: 'letter', sha256: 'a'.repeat(64), parts } as unknown as InspectionTask,
      { evidence, clamd: null } as unknown as InspectionTools,
    );
    spy.mockRestore();
    expect(seen).toHaveLength(40);
    // The streams' own are a few.
    expect(Math.max(...waiting)).toBeLessThan(10);
  });
});
