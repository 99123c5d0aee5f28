import iconv from 'iconv-lite';
import { eventually } from '#libs/testing';
import type { ImportPreview, ImportView } from '../src/clients/importing/importing.view.js';
import type { Answer, Caller, TestCore } from './a-core.js';

/** Somebody who brings clients in out of files, over HTTP. */
export class Importer {
  constructor(
    private readonly core: Pick<TestCore, 'url'>,
    readonly who: Caller,
  ) {}

  async send(name: string, bytes: Buffer): Promise<Answer> {
    const response = await fetch(new URL(`imports?name=${encodeURIComponent(name)}`, this.core.url), {
      method: 'POST',
      headers: { ...this.who.headers, 'content-type': 'text/csv' },
      body: new Uint8Array(bytes),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Answer['body'] };
  }

  async upload(text: string, { encoding = 'utf-8', name = 'clients.csv' } = {}): Promise<ImportView> {
    const { status, body } = await this.send(name, iconv.encode(text, encoding));
    if (status !== 201) throw new Error(`upload: ${status} ${String(body.code)}`);
    return body as unknown as ImportView;
  }

  get = async (id: string): Promise<ImportView> => (await this.who.get(`imports/${id}`)).body as unknown as ImportView;

  preview = async (id: string, query = ''): Promise<ImportPreview> =>
    (await this.who.get(`imports/${id}/preview${query}`)).body as unknown as ImportPreview;

  /** Looks over it as the file seems to be, or as is said. */
  async check(id: string, said: Partial<NonNullable<ImportView['plan']>> = {}): Promise<ImportView> {
    const { reading, columns } = await this.preview(id);
    const plan = {
      ...{ columns: columns.map(({ guess }) => guess), kind: 'person', stage: 'sales', responsibleId: null },
      ...{ existing: 'fill', maybe: 'leave', ...said },
    };
    const { status, body } = await this.who.post(`imports/${id}/check`, { reading, plan });
    if (status !== 202) throw new Error(`check: ${status} ${String(body.code)}`);
    return this.until(id, 'checked');
  }

  async run(id: string): Promise<ImportView> {
    const { status, body } = await this.who.post(`imports/${id}/start`);
    if (status !== 202) throw new Error(`start: ${status} ${String(body.code)}`);
    return this.until(id, 'done');
  }

  /** Uploaded, looked over and brought in. */
  async bring(text: string, said: Partial<NonNullable<ImportView['plan']>> = {}): Promise<ImportView> {
    const { id } = await this.upload(text);
    await this.check(id, said);
    return this.run(id);
  }

  async undo(id: string): Promise<ImportView> {
    const { status, body } = await this.who.post(`imports/${id}/undo`);
    if (status !== 202) throw new Error(`undo: ${status} ${String(body.code)}`);
    return this.until(id, 'undone');
  }

  until(id: string, state: ImportView['state']): Promise<ImportView> {
    return eventually(
      async () => {
        const view = await this.get(id);
        if (view.state !== state) throw new Error(`${view.state} ${String(view.code)}`);
        return view;
      },
      { withinMs: 60_000 },
    );
  }

  problems = async (id: string) =>
    (await this.who.get(`imports/${id}/problems`)).body.items as { line: number; code: string; details: object }[];
}
