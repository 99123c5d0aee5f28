import { basename, dirname, join } from 'node:path';
import type { SipSettings } from '#libs/config';
import { UserError } from '#libs/errors';
import type { EnginePaths } from '../engine.js';
import { dialplan } from './dialplan.js';
import { pjsipConfiguration, type SipFiles } from './pjsip.js';

export interface EngineConfigurationInput {
  readonly paths: EnginePaths;
  /** The engine's own modules, and those of them that are loaded. */
  readonly modulesFolder: string;
  readonly modules: readonly string[];
  /** With ports that are really free. */
  readonly sip: SipSettings;
  readonly sipFiles: SipFiles;
  /** HTTP (ARI, SIP over WebSocket) and the manager interface; both on loopback. */
  readonly ports: { readonly http: number; readonly manager: number };
  readonly user: string;
  readonly password: string;
  /** A folder with sound files for callers who wait. */
  readonly musicFolder: string;
}

/** Letters of a path that mean nothing to the engine's configuration files and its dialplan. */
const plainPath = /^[\p{L}\p{N}/._@+ -]+$/u;

/** What stands in a line of the call records, in this order: see recordings/call-records.ts. No number, but of a message left while we were away. */
const recordFields = [
  'uniqueid',
  'linkedid',
  'channel',
  'dstchannel',
  'start,u',
  'answer,u',
  'end,u',
  'disposition,u',
  'duration,f',
  'billsec,f',
  'userfield',
] as const;

/**
 * Every file that the engine reads, by its name. No directory is left at its default, so that an engine of ours and one of the system
 * do not meet; nothing but SIP and sound listens beyond loopback.
 * @throws UserError `telephony.folder-name` when the data folder's name cannot stand in these files
 */
export function engineConfiguration(input: EngineConfigurationInput): Record<string, string> {
  const { paths, ports, sip } = input;
  if (!plainPath.test(paths.run)) {
    throw new UserError('telephony.folder-name', {
      advice: 'The telephone engine cannot work in a folder whose name has commas, brackets, quotes or semicolons.',
    });
  }
  const { from, to } = sip.rtpPorts;
  return {
    'asterisk.conf': directories(input),
    'modules.conf': `[modules]\nautoload=no\n${input.modules.map((name) => `load=${name}.so\n`).join('')}`,
    'http.conf': `[general]
servername=Keepline
enabled=yes
enable_static=no
enable_status=no
bindaddr=127.0.0.1
bindport=${ports.http}
sessionlimit=2000
session_keep_alive=15000
`,
    'ari.conf': `[general]
enabled=yes
pretty=no
websocket_write_timeout=1000

[${input.user}]
type=user
read_only=no
password=${input.password}
`,
    // ARI cannot pause a recorder, nor tell how a registration stands: this user can do that and nothing else.
    'manager.conf': `[general]
enabled=yes
webenabled=yes
bindaddr=127.0.0.1
port=${ports.manager}
httptimeout=30
authtimeout=5
authlimit=20
displayconnects=no

[${input.user}]
secret=${input.password}
read=
write=call,reporting
deny=0.0.0.0/0.0.0.0
permit=127.0.0.1/255.255.255.255
`,
    'rtp.conf': `[general]
rtpstart=${from}
rtpend=${to}
icesupport=yes
strictrtp=yes
probation=4
`,
    'pjsip.conf': pjsipConfiguration(sip, ports.http, input.sipFiles),
    'pjproject.conf': '[startup]\ntype=startup\nlog_level=0\n',
    'sorcery.conf': sorcery,
    'extensions.conf': dialplan(paths),
    'musiconhold.conf': `[general]\n\n[default]\nmode=files\ndirectory=${input.musicFolder}\nsort=alpha\n`,
    'logger.conf': `[general]
dateformat=%FT%T.%3q%z
appendhostname=no
queue_log=no
rotatestrategy=none

[logfiles]
messages.log => warning,error
security.log => security
`,
    'cdr.conf': '[general]\nenable=yes\nunanswered=yes\ncongestion=yes\nendbeforehexten=no\nbatch=no\n',
    'cdr_custom.conf': `[mappings]\n${basename(paths.callRecords)} => ${recordFields
      .map((field) => `\${CSV_QUOTE(\${CDR(${field})})}`)
      .join(',')}\n`,
    'indications.conf': tones,
    'stasis.conf': '[threadpool]\ninitial_size=5\nidle_timeout_sec=20\nmax_size=50\n',
    'features.conf': '[general]\n',
    'acl.conf': '',
    'udptl.conf': '[general]\n',
    'cel.conf': '[general]\nenable=no\n',
    'ccss.conf': '[general]\n',
    'cli.conf': '',
    'websocket_client.conf': '',
    'cli_permissions.conf': '',
  };
}

function directories({ paths, modulesFolder }: EngineConfigurationInput): string {
  const own = (name: string) => join(paths.run, name);
  return `[directories]
astcachedir => ${own('cache')}
astetcdir => ${own('etc')}
astmoddir => ${modulesFolder}
astvarlibdir => ${own('lib')}
astdbdir => ${own('db')}
astkeydir => ${own('keys')}
astdatadir => ${own('share')}
astagidir => ${own('share')}
astspooldir => ${dirname(paths.voicemail)}
astrundir => ${own('run')}
astlogdir => ${own('log')}
astsbindir => ${own('share')}

[options]
verbose = 0
debug = 0
systemname = keepline
hideconnect = yes
transmit_silence = no
defaultlanguage = en
`;
}

const objects = (types: readonly string[]) => types.map((type) => `${type}=memory`).join('\n');

/** Devices and trunks live in memory alone: after each start they are pushed anew. Registrations of devices survive a restart in astdb. */
const sorcery = `[res_pjsip]
${objects(['endpoint', 'auth', 'aor'])}
contact=astdb,registrar

[acl]
${objects(['acl'])}

[res_pjsip_outbound_registration]
${objects(['registration'])}

[res_pjsip_endpoint_identifier_ip]
${objects(['identify'])}
`;

/** ITU-T E.180 as it sounds in this part of the world: 425 Hz. */
const tones = `[general]
country=keepline

[keepline]
description = Keepline
ringcadence = 1000,4000
dial = 425
busy = 425/400,0/400
ring = 425/1000,0/4000
congestion = 425/250,0/250
callwaiting = 425/200,0/5000
info = 950/330,1400/330,1800/330,0/1000
`;
