import type { SipSettings } from '#libs/config';
import { enginePaths } from '../engine.js';
import { engineConfiguration, type EngineConfigurationInput } from './engine-configuration.js';
import { modulesToLoad, neededModules } from './modules.js';

const sip: SipSettings = {
  host: '192.0.2.10',
  port: 5070,
  tlsPort: 5071,
  tls: null,
  externalAddress: null,
  rtpPorts: { from: 36_000, to: 36_499 },
};
const input = (more: Partial<EngineConfigurationInput> = {}): EngineConfigurationInput => ({
  paths: enginePaths('/srv/keepline'),
  modulesFolder: '/opt/engine/modules',
  modules: ['res_pjsip', 'app_stasis'],
  sip,
  sipFiles: { certFile: '/k/sip.crt', keyFile: '/k/sip.key', trustedFile: '/k/trusted.pem' },
  ports: { http: 8288, manager: 5038 },
  user: 'keepline',
  password: 'a-secret',
  musicFolder: '/srv/keepline/telephony/music',
  ...more,
});
const files = (more: Partial<EngineConfigurationInput> = {}) => engineConfiguration(input(more));
const at = (name: string, more: Partial<EngineConfigurationInput> = {}) => files(more)[name] ?? '';

test('no directory is left at its default', () => {
  const directories = at('asterisk.conf').split('[options]')[0]!;
  const given = [...directories.matchAll(/^(ast\w+dir) => (\S+)$/gm)].map(([, name, path]) => [name, path]);
  expect(given.map(([name]) => name).sort()).toEqual([
    ...['astagidir', 'astcachedir', 'astdatadir', 'astdbdir', 'astetcdir', 'astkeydir', 'astlogdir'],
    ...['astmoddir', 'astrundir', 'astsbindir', 'astspooldir', 'astvarlibdir'],
  ]);
  const elsewhere = given.filter(([, path]) => !path!.startsWith('/srv/keepline/telephony/run/'));
  expect(elsewhere).toEqual([['astmoddir', '/opt/engine/modules']]);
});

test('what can be asked of the engine is on loopback only, and wants a password', () => {
  expect(at('http.conf')).toContain('bindaddr=127.0.0.1\nbindport=8288\n');
  expect(at('manager.conf')).toContain('bindaddr=127.0.0.1\nport=5038\n');
  expect(at('manager.conf')).toContain('secret=a-secret\nread=\nwrite=call,reporting\n');
  expect(at('ari.conf')).toContain('password=a-secret');
  expect(at('pjsip.conf')).toContain('[over-ws]\ntype=transport\nprotocol=ws\nbind=127.0.0.1:8288');
  const withSecret = Object.entries(files()).filter(([, text]) => text.includes('a-secret'));
  expect(withSecret.map(([name]) => name).sort()).toEqual(['ari.conf', 'manager.conf']);
});

test('SIP is where the settings say, and lets nobody in by itself', () => {
  const pjsip = at('pjsip.conf');
  expect(pjsip).toContain('[over-udp]\ntype=transport\nprotocol=udp\nbind=192.0.2.10:5070');
  expect(pjsip).toContain('[over-tls]\ntype=transport\nprotocol=tls\nbind=192.0.2.10:5071');
  expect(pjsip).toContain('endpoint_identifier_order=auth_username,username,ip');
  expect(pjsip).not.toContain('type=endpoint');
  expect(pjsip).not.toContain('external_');
  expect(at('rtp.conf')).toContain('rtpstart=36000\nrtpend=36499\n');
  expect(at('pjsip.conf', { sip: { ...sip, tlsPort: 0 } })).not.toContain('over-tls');
  expect(at('pjsip.conf', { sip: { ...sip, host: '::' } })).toContain('bind=[::]:5070');
});

test('behind a router the outside is told the outer address, and the inside is not', () => {
  const pjsip = at('pjsip.conf', { sip: { ...sip, externalAddress: 'sip.corp.test' } });
  expect(pjsip.match(/external_media_address=sip\.corp\.test/g)).toHaveLength(3);
  expect(pjsip).toContain('local_net=192.168.0.0/16');
});

test('what strangers send stands among arguments only after it was filtered', () => {
  const dialplan = at('extensions.conf');
  const lines = dialplan.split('\n').filter((line) => /\$\{(EXTEN|CALLERID)/.test(line));
  expect(lines).toHaveLength(5);
  for (const line of lines) {
    // A single digit was matched as one: there is nothing in it to filter.
    expect(line).toMatch(/FILTER\(\+0-9A-Za-z\*#\._-,\$\{|^exten => _\[0-9\*#\],1,/);
  }
  expect(dialplan).toContain(
    'MixMonitor(,r(/srv/keepline/telephony/run/spool/calls/${UNIQUEID}-in.wav)t(/srv/keepline/telephony/run/spool/calls/${UNIQUEID}-out.wav))',
  );
});

test('call records name no number of anybody', () => {
  expect(at('cdr_custom.conf')).toMatch(/^\[mappings\]\ncall-records\.csv => /);
  expect(at('cdr_custom.conf')).not.toMatch(/CDR\((src|dst|clid|lastdata)\)/);
});

test.each(['/srv/a;b', '/srv/a,b', '/srv/a(b)', '/srv/"a"', '/srv/${a}'])('the data folder %j is refused', (folder) => {
  expect(() => files({ paths: enginePaths(folder) })).toThrow('telephony.folder-name');
});

test('modules: those that are here are loaded, those that are missing are named', () => {
  const all = neededModules.map((name) => `${name}.so`);
  expect(modulesToLoad([...all, 'codec_opus.so', 'app_voicemail.so'])).toEqual({
    load: [...neededModules, 'codec_opus'],
    missing: [],
  });
  expect(modulesToLoad(all.filter((file) => file !== 'app_stasis.so')).missing).toEqual(['app_stasis']);
});
