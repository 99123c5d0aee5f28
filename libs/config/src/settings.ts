import { resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '#libs/errors';
import { clamdEnvironment, clamdSettings, type ClamdSettings } from './clamd-settings.js';
import { sipEnvironment, sipSettings, type SipSettings } from './sip-settings.js';
import { whatsappEnvironment, whatsappSettings, type WhatsappSettings } from './whatsapp-settings.js';

/** Exit code EX_CONFIG of sysexits.h: something is wrong with the configuration; restarting will not help. */
export const exitOnBadConfiguration = 78;

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const urlWith = (...schemes: string[]) =>
  z
    .url()
    .refine(
      (text) => schemes.includes(new URL(text).protocol.slice(0, -1)),
      `must begin with ${schemes.join(':// or ')}://`,
    )
    .optional();

const environment = z
  .object({
    KEEPLINE_DATA_DIR: z.string().min(1).default('./data'),
    KEEPLINE_HTTP_PORT: port(8080),
    KEEPLINE_HTTP_HOST: z.string().min(1).default('127.0.0.1'),
    KEEPLINE_PUBLIC_URL: urlWith('http', 'https'),
    KEEPLINE_DATABASE_URL: urlWith('postgres', 'postgresql'),
    KEEPLINE_BUS_URL: urlWith('amqp', 'amqps'),
    KEEPLINE_STORAGE_URL: urlWith('s3', 'file'),
    KEEPLINE_ARI_URL: urlWith('http', 'https'),
    KEEPLINE_MASTER_KEY_FILE: z.string().min(1).optional(),
    KEEPLINE_SMTP_RECEIVE_PORT: port(2525),
    KEEPLINE_SMTP_RECEIVE_HOST: z.string().min(1).default('127.0.0.1'),
    KEEPLINE_SMTP_SUBMISSION_HOST: z.string().min(1).default('127.0.0.1'),
    KEEPLINE_SMTP_SUBMISSION_PORT: port(2587),
    KEEPLINE_SMTP_SUBMISSION_TLS_PORT: port(2465),
    KEEPLINE_SMTP_TLS_CERT_FILE: z.string().min(1).optional(),
    KEEPLINE_SMTP_TLS_KEY_FILE: z.string().min(1).optional(),
    KEEPLINE_DNS_SERVERS: z
      .string()
      .regex(
        /^[\d.:a-fA-F[\]]+(,[\d.:a-fA-F[\]]+)*$/,
        'must be addresses, separated by commas, like 192.0.2.1,192.0.2.2:53',
      )
      .optional(),
    ...sipEnvironment,
    ...whatsappEnvironment,
    ...clamdEnvironment,
    KEEPLINE_RECOGNISER_URL: urlWith('http', 'https'),
    KEEPLINE_RECOGNISER_KEY_FILE: z.string().min(1).optional(),
    KEEPLINE_RECOGNISER_MODEL: z.string().min(1).max(200).default('whisper-1'),
    KEEPLINE_REQUESTS_PER_MINUTE: z.coerce.number().int().min(0).max(1_000_000).default(1_200),
    KEEPLINE_WEBHOOKS_INSIDE: z.enum(['yes', 'no']).default('no'),
    KEEPLINE_METRICS_PORT: port(9464),
    KEEPLINE_OWNER_EMAIL: z.email().optional(),
    KEEPLINE_OWNER_PASSWORD: z.string().min(10).optional(),
    KEEPLINE_DEFAULT_COUNTRY: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166-1)')
      .default('UA'),
    KEEPLINE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .superRefine((env, issue) => {
    const together = (one: keyof typeof env, other: keyof typeof env) => {
      if ((env[one] === undefined) !== (env[other] === undefined)) {
        const missing = env[one] === undefined ? one : other;
        issue.addIssue({ code: 'custom', path: [missing], message: 'must be set together with its partner' });
      }
    };
    if (env.KEEPLINE_RECOGNISER_KEY_FILE !== undefined && env.KEEPLINE_RECOGNISER_URL === undefined) {
      const message = 'must be set, or its key is of no use';
      issue.addIssue({ code: 'custom', path: ['KEEPLINE_RECOGNISER_URL'], message });
    }
    together('KEEPLINE_OWNER_EMAIL', 'KEEPLINE_OWNER_PASSWORD');
    together('KEEPLINE_SMTP_TLS_CERT_FILE', 'KEEPLINE_SMTP_TLS_KEY_FILE');
    together('KEEPLINE_SIP_TLS_CERT_FILE', 'KEEPLINE_SIP_TLS_KEY_FILE');
  });

/** What the environment says, read once at the entrance and given to whoever needs it. Paths are absolute. */
export interface Settings {
  dataDir: string;
  http: { port: number; host: string; publicUrl: string | null };
  /** null: the embedded PostgreSQL in the data folder. */
  databaseUrl: string | null;
  /** null: in process. */
  busUrl: string | null;
  /** null: a folder `evidence` in the data folder. */
  storageUrl: string | null;
  /** With user and password: an engine that others run; null: we run one. */
  ariUrl: string | null;
  masterKeyFile: string;
  /** True when the key file is ours to generate on first start; false when the operator named one. */
  masterKeyMayBeMade: boolean;
  smtp: {
    receivePort: number;
    receiveHost: string;
    submissionHost: string;
    /** STARTTLS. */
    submissionPort: number;
    /** TLS from the first byte (RFC 8314). */
    submissionTlsPort: number;
    tls: { certFile: string; keyFile: string } | null;
  };
  /** Who is asked for names of mail domains; null: whom the system asks. */
  dnsServers: readonly string[] | null;
  sip: SipSettings;
  whatsapp: WhatsappSettings;
  /** null: nothing looks through attachments. */
  clamd: ClamdSettings | null;
  /** What turns the sound of calls into words (OpenAI's protocol); null: nothing does, and no sound leaves the house. */
  recogniser: { url: string; keyFile: string | null; model: string } | null;
  /** What a page may ask in a minute; 0: as much as it likes. */
  requestsPerMinute: number;
  /** Webhooks may go to private addresses and by plain http: for receivers of one's own, behind the same wall. */
  webhooksInside: boolean;
  metricsPort: number;
  owner: { email: string; password: string } | null;
  /** ISO 3166-1 alpha-2: how a phone number without a country code is read. */
  defaultCountry: string;
  logLevel: string;
  /** PATH: where programs of the system are looked for. */
  searchPath: string;
}

/** All problems at once, by the variable's name; the value never appears, it may be a secret. */
export class BadConfiguration extends UserError {
  constructor(readonly problems: readonly { name: string; problem: string }[]) {
    super('configuration.invalid', { problems });
    this.message = ['The configuration cannot be used:', ...problems.map((p) => `  ${p.name}: ${p.problem}`)].join(
      '\n',
    );
  }
}

/**
 * @param env usually process.env; an empty string counts as unset
 * @throws BadConfiguration
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name.startsWith('KEEPLINE_') && value !== ''),
  );
  const unknown = Object.keys(given).filter((name) => !(name in environment.shape));
  const parsed = environment.safeParse(given);
  const problems = [
    ...unknown.map((name) => ({ name, problem: 'is not a setting that Keepline knows' })),
    ...(parsed.error?.issues ?? []).map((i) => ({ name: String(i.path[0]), problem: i.message })),
  ];
  if (!parsed.success || problems.length > 0) throw new BadConfiguration(problems);
  const s = parsed.data;
  const dataDir = resolve(s.KEEPLINE_DATA_DIR);
  return {
    dataDir,
    http: { port: s.KEEPLINE_HTTP_PORT, host: s.KEEPLINE_HTTP_HOST, publicUrl: s.KEEPLINE_PUBLIC_URL ?? null },
    databaseUrl: s.KEEPLINE_DATABASE_URL ?? null,
    busUrl: s.KEEPLINE_BUS_URL ?? null,
    storageUrl: s.KEEPLINE_STORAGE_URL ?? null,
    ariUrl: s.KEEPLINE_ARI_URL ?? null,
    masterKeyFile: resolve(s.KEEPLINE_MASTER_KEY_FILE ?? `${dataDir}/master.key`),
    masterKeyMayBeMade: s.KEEPLINE_MASTER_KEY_FILE === undefined,
    smtp: {
      receivePort: s.KEEPLINE_SMTP_RECEIVE_PORT,
      receiveHost: s.KEEPLINE_SMTP_RECEIVE_HOST,
      submissionHost: s.KEEPLINE_SMTP_SUBMISSION_HOST,
      submissionPort: s.KEEPLINE_SMTP_SUBMISSION_PORT,
      submissionTlsPort: s.KEEPLINE_SMTP_SUBMISSION_TLS_PORT,
      tls:
        s.KEEPLINE_SMTP_TLS_CERT_FILE && s.KEEPLINE_SMTP_TLS_KEY_FILE
          ? { certFile: resolve(s.KEEPLINE_SMTP_TLS_CERT_FILE), keyFile: resolve(s.KEEPLINE_SMTP_TLS_KEY_FILE) }
          : null,
    },
    dnsServers: s.KEEPLINE_DNS_SERVERS?.split(',') ?? null,
    sip: sipSettings(s),
    whatsapp: whatsappSettings(s),
    clamd: clamdSettings(s),
    recogniser: s.KEEPLINE_RECOGNISER_URL
      ? {
          url: s.KEEPLINE_RECOGNISER_URL,
          keyFile: s.KEEPLINE_RECOGNISER_KEY_FILE ? resolve(s.KEEPLINE_RECOGNISER_KEY_FILE) : null,
          model: s.KEEPLINE_RECOGNISER_MODEL,
        }
      : null,
    requestsPerMinute: s.KEEPLINE_REQUESTS_PER_MINUTE,
    webhooksInside: s.KEEPLINE_WEBHOOKS_INSIDE === 'yes',
    metricsPort: s.KEEPLINE_METRICS_PORT,
    owner:
      s.KEEPLINE_OWNER_EMAIL && s.KEEPLINE_OWNER_PASSWORD
        ? { email: s.KEEPLINE_OWNER_EMAIL, password: s.KEEPLINE_OWNER_PASSWORD }
        : null,
    defaultCountry: s.KEEPLINE_DEFAULT_COUNTRY,
    logLevel: s.KEEPLINE_LOG_LEVEL,
    searchPath: env['PATH'] ?? '',
  };
}
