import { Readable, Writable } from 'node:stream';
import type { Response } from 'express';
import { dispositionOf, sendFile } from './send-file.js';

/** A client that takes what comes, and never confirms its end. */
class Connection extends Writable {
  readonly req = { method: 'GET' };
  readonly set = () => this;
  override _write(_: Buffer, _encoding: string, done: () => void): void {
    this.emit('taken');
    setImmediate(done);
  }
  override _final(): void {
    this.emit('all-sent');
  }
}

describe('sending', () => {
  const send = (client: Connection, bytes: Readable) =>
    sendFile(client as unknown as Response, {
      name: 'a',
      type: 'text/plain',
      size: null,
      open: () => Promise.resolve(bytes),
    });
  const endless = () => new Readable({ read: (size) => void bytesInto(size) });
  let bytesInto: (size: number) => void;

  it('to a client that goes away half way is no error', async () => {
    const [client, bytes] = [new Connection(), endless()];
    bytesInto = (size) => bytes.push(Buffer.alloc(size));
    client.once('taken', () => client.destroy());
    await expect(send(client, bytes)).resolves.toBeUndefined();
    expect(bytes.destroyed).toBe(true);
  });

  it('to a client that goes away after the last byte is no error', async () => {
    const client = new Connection();
    client.once('all-sent', () => client.destroy());
    await expect(send(client, Readable.from([Buffer.from('all of it')]))).resolves.toBeUndefined();
  });

  it('fails where the file does, in its middle or without a word', async () => {
    const broken = function* () {
      yield Buffer.from('half');
      throw new Error('evidence.corrupt');
    };
    await expect(send(new Connection(), Readable.from(broken()))).rejects.toThrow('evidence.corrupt');
    const bytes = endless();
    bytesInto = () => bytes.push(Buffer.from('half')) && setImmediate(() => bytes.destroy());
    await expect(send(new Connection(), bytes)).rejects.toThrow('Premature close');
  });
});

describe('the name of a download', () => {
  it.each([
    ['report.pdf', 'report.pdf', 'report.pdf'],
    ['звіт.pdf', '____.pdf', '%D0%B7%D0%B2%D1%96%D1%82.pdf'],
    ['../../etc/passwd', '_.._etc_passwd', '_.._etc_passwd'],
    ['a"b\r\nSet-Cookie: x=1.txt', 'a_bSet-Cookie_ x=1.txt', 'a_bSet-Cookie_%20x%3D1.txt'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe', 'invoicefdp.exe'],
    ['lone\uD800surrogate', 'lonesurrogate', 'lonesurrogate'],
    ["it's (1)*.txt", "it's (1)_.txt", 'it%27s%20%281%29_.txt'],
    ['100%.txt', '100_.txt', '100%25.txt'],
    ['', 'file', 'file'],
    ['...', 'file', 'file'],
  ])('%j is %j', (name, ascii, encoded) => {
    expect(dispositionOf(name)).toBe(`attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`);
  });

  it('is cut, with its ending kept', () => {
    const cut = /filename="([^"]*)"/.exec(dispositionOf(`${'x'.repeat(500)}.docx`))![1]!;
    expect([cut.length, cut.slice(-6)]).toEqual([150, 'x.docx']);
  });
});
