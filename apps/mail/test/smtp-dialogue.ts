import { connect, type Socket } from 'node:net';
import { eventually } from '#libs/testing';

/** A client that says exactly what it is told to. */
export class Dialogue {
  private text = '';
  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => (this.text += chunk.toString('latin1')));
    socket.on('error', () => undefined);
  }

  static async open(port: number): Promise<Dialogue> {
    const dialogue = new Dialogue(connect(port, '127.0.0.1'));
    await dialogue.answer();
    return dialogue;
  }

  /** Over a connection that is made already, TLS or not. */
  static async over(socket: Socket): Promise<Dialogue> {
    const dialogue = new Dialogue(socket);
    await dialogue.answer();
    return dialogue;
  }

  static async during<T>(port: number, work: (dialogue: Dialogue) => Promise<T>): Promise<T> {
    const dialogue = await Dialogue.open(port);
    try {
      return await work(dialogue);
    } finally {
      dialogue.close();
    }
  }

  /** The next whole reply. */
  async answer(): Promise<string> {
    return eventually(() => {
      const reply = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(this.text)?.[0];
      if (reply === undefined) throw new Error(`no whole reply yet: ${this.text}`);
      this.text = this.text.slice(reply.length);
      return reply.trimEnd();
    });
  }

  get unread(): string {
    return this.text;
  }

  async say(line: string): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.answer();
  }

  /** Up to the 354 of a letter for sales. */
  async toData(to = 'sales@corp.test'): Promise<void> {
    await this.say('EHLO client.test');
    await this.say('MAIL FROM:<ada@client.test>');
    expect(await this.say(`RCPT TO:<${to}>`)).toMatch(/^250/);
    expect(await this.say('DATA')).toMatch(/^354/);
  }

  async send(bytes: string | Buffer): Promise<string> {
    this.socket.write(bytes);
    return this.answer();
  }

  close = () => this.socket.destroy();
}
