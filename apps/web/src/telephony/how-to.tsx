import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import css from './devices.module.css';
import telephony from './telephony.module.css';

type Credentials = Schemas['NewDevice']['credentials'];
type Field = 'user' | 'authUser' | 'password' | 'server' | 'domain' | 'port' | 'transport';

/** Where each thing is typed, by the words that stand in the telephone's own menus; those are not translated by their makers either. */
const guides: readonly { name: string; where: string; fields: readonly [Field, string][] }[] = [
  {
    name: 'Yealink',
    where: 'Account → Register',
    fields: [
      ['user', 'User Name'],
      ['authUser', 'Register Name'],
      ['password', 'Password'],
      ['server', 'SIP Server 1 → Server Host'],
      ['port', 'Port'],
      ['transport', 'Transport'],
    ],
  },
  {
    name: 'Grandstream',
    where: 'Accounts → Account 1 → General Settings',
    fields: [
      ['server', 'SIP Server'],
      ['user', 'SIP User ID'],
      ['authUser', 'Authenticate ID'],
      ['password', 'Authenticate Password'],
    ],
  },
  {
    name: 'Fanvil',
    where: 'Line → SIP',
    fields: [
      ['user', 'Username'],
      ['authUser', 'Authentication User'],
      ['password', 'Authentication Password'],
      ['server', 'SIP Proxy Server Address'],
      ['port', 'SIP Proxy Server Port'],
      ['domain', 'Realm'],
    ],
  },
  {
    name: 'MicroSIP',
    where: 'Add Account',
    fields: [
      ['server', 'SIP server'],
      ['user', 'Username'],
      ['domain', 'Domain'],
      ['authUser', 'Login'],
      ['password', 'Password'],
    ],
  },
  {
    name: 'Zoiper',
    where: 'Settings → Accounts → Add account → SIP',
    fields: [
      ['server', 'Host / Domain'],
      ['user', 'Username'],
      ['password', 'Password'],
    ],
  },
  {
    name: 'Linphone',
    where: 'Assistant → Use a SIP account',
    fields: [
      ['user', 'Username'],
      ['password', 'Password'],
      ['domain', 'Domain'],
      ['transport', 'Transport'],
    ],
  },
];

/** How the usual desk phones and programs take the credentials. */
export function HowTo({ credentials }: { credentials: Credentials }) {
  const { t } = useTranslation();
  const secure = credentials.transport.includes('tls') ? 'TLS' : (credentials.transport[0] ?? 'udp').toUpperCase();
  const values: Record<Field, string> = {
    user: credentials.user,
    authUser: credentials.user,
    password: t('devices.passwordAbove'),
    server: `${credentials.server}:${credentials.port}`,
    domain: credentials.domain,
    port: String(credentials.port),
    transport: secure,
  };
  return (
    <div className={css.howTo}>
      <p className={telephony.label}>{t('devices.howTo')}</p>
      {guides.map((guide) => (
        <details key={guide.name}>
          <summary>
            {guide.name} <small>{guide.where}</small>
          </summary>
          <dl>
            {guide.fields.map(([field, label]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{values[field]}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
      <p className={telephony.dim}>{t('devices.dialling')}</p>
    </div>
  );
}
