import { eventually } from '#libs/testing';
import type { MailImportView, MailPlan } from '../src/conversations/importing/mail-importing.view.js';
import type { Answer, Caller, TestCore } from './a-core.js';

/** Somebody who brings old letters in, over HTTP. */
export class MailImporter {
  constructor(
    private readonly core: Pick<TestCore, 'url'>,
    readonly who: Caller,
    readonly plan: MailPlan,
  ) {}

  begin = async (name: string, size: number): Promise<MailImportView> =>
    (await this.who.post('mail-imports/files', { name, size })).body as unknown as MailImportView;

  async piece(id: string, n: number, bytes: Buffer): Promise<Answer> {
    const response = await fetch(new URL(`mail-imports/${id}/pieces/${n}`, this.core.url), {
      method: 'PUT',
      headers: { ...this.who.headers, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Answer['body'] };
  }

  async upload(bytes: Buffer, { name = 'old.mbox', pieceBytes = 1_000_000 } = {}): Promise<MailImportView> {
    let item = await this.begin(name, bytes.length);
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const { status, body } = await this.piece(item.id, item.pieces, bytes.subarray(at, at + pieceBytes));
      if (status !== 200) throw new Error(`piece: ${status} ${String(body.code)}`);
      item = body as unknown as MailImportView;
    }
    return item;
  }

  get = async (id: string): Promise<MailImportView> =>
    (await this.who.get(`mail-imports/${id}`)).body as unknown as MailImportView;

  async check(id: string, plan: Partial<MailPlan> = {}): Promise<MailImportView> {
    await this.act(id, 'check', { ...this.plan, ...plan });
    return this.until(id, 'checked');
  }

  async run(id: string): Promise<MailImportView> {
    await this.act(id, 'start');
    return this.until(id, 'done');
  }

  /** Uploaded, looked over and brought in. */
  async bring(bytes: Buffer, plan: Partial<MailPlan> = {}): Promise<MailImportView> {
    const { id } = await this.upload(bytes);
    await this.check(id, plan);
    return this.run(id);
  }

  async undo(id: string): Promise<MailImportView> {
    await this.act(id, 'undo');
    return this.until(id, 'undone');
  }

  async act(id: string, act: string, body: object = {}): Promise<void> {
    const { status, body: answer } = await this.who.post(`mail-imports/${id}/${act}`, body);
    if (status >= 300) throw new Error(`${act}: ${status} ${String(answer.code)}`);
  }

  async until(id: string, state: MailImportView['state'], withinMs = 30_000): Promise<MailImportView> {
    await eventually(async () => expect(await this.get(id)).toMatchObject({ state }), { withinMs });
    return this.get(id);
  }
}

/** As a mail program writes them into one file. */
export const anMbox = (letters: readonly Buffer[]): Buffer =>
  Buffer.concat(
    letters.flatMap((letter) => [
      Buffer.from('From somebody@old.test Thu Jan  1 10:20:30 2015\n'),
      Buffer.from(
        letter
          .toString('latin1')
          .replaceAll('\r\n', '\n')
          .replace(/^(>*From )/gm, '>$1'),
        'latin1',
      ),
      Buffer.from('\n\n'),
    ]),
  );
