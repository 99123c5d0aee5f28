import type { ChannelView, NewMailbox } from '../../apps/core/src/channels/channel.view.js';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { EmployeeView } from '../../apps/core/src/access/employees/employee.view.js';

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** Somebody at the HTTP API, as the page would be: a cookie, JSON, and the header that our CSRF defence asks for. */
export class ApiUser {
  private cookie = '';

  constructor(
    private readonly url: string,
    readonly email: string,
    private readonly password: string,
  ) {}

  async signIn(): Promise<this> {
    const response = await this.fetch('POST', '/session', { email: this.email, password: this.password });
    if (response.status !== 200)
      throw new Error(`${this.email} could not sign in: ${response.status} ${await response.text()}`);
    this.cookie = response.headers
      .getSetCookie()
      .map((c) => c.split(';')[0])
      .join('; ');
    return this;
  }

  fetch(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.api}${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        'x-keepline': '1',
        ...(body === undefined || body instanceof Uint8Array ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : body instanceof Uint8Array ? body : JSON.stringify(body),
    });
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await this.fetch(method, path, body);
    const text = await response.text();
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T };
  }

  /** The body of a 2xx answer; anything else is an error that shows it. */
  async get<T>(path: string): Promise<T> {
    return this.succeed<T>('GET', path);
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return this.succeed<T>('POST', path, body);
  }

  async put<T>(path: string, body: unknown): Promise<T> {
    return this.succeed<T>('PUT', path, body);
  }

  async patch<T>(path: string, body: unknown): Promise<T> {
    return this.succeed<T>('PATCH', path, body);
  }

  private async succeed<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.ask<T>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Where the paths begin. */
  get api(): string {
    return `${this.url}/api/v1`;
  }

  get sessionCookie(): string {
    return this.cookie;
  }

  newEmployee(name: string, email: string, extra: object = {}): Promise<EmployeeView> {
    return this.post('/employees', { name, email, password: 'a long enough password', role: 'employee', ...extra });
  }

  newClient(name: string, email: string, extra: object = {}): Promise<ClientView> {
    return this.post('/clients', { kind: 'person', name, contactPoints: [{ kind: 'email', value: email }], ...extra });
  }

  newMailbox(mailbox: NewMailbox): Promise<ChannelView> {
    return this.post('/channels', mailbox);
  }
}
