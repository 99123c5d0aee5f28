import { BadConfiguration, readSettings } from './settings.js';

const problemsOf = (env: Record<string, string>) => {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof BadConfiguration) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
};

describe('settings', () => {
  it('need nothing: every part has an embedded default', () => {
    const settings = readSettings({ PATH: '/bin' });
    expect(settings).toMatchObject({ databaseUrl: null, busUrl: null, storageUrl: null, metricsPort: 9464 });
    expect(settings.http).toEqual({ port: 8080, host: '127.0.0.1', publicUrl: null });
    expect(settings.masterKeyFile).toBe(`${settings.dataDir}/master.key`);
  });

  it('report all errors at once, by name, and never the value', () => {
    const error = problemsOf({
      KEEPLINE_HTTP_PORT: 'eighty',
      KEEPLINE_DATABASE_URL: 'mysql://root:hunter2@db/x',
      KEEPLINE_OWNER_PASSWORD: 'short',
      KEEPLINE_COLOUR: 'blue',
    });
    expect(error.problems.map((p) => p.name).sort()).toEqual([
      'KEEPLINE_COLOUR',
      'KEEPLINE_DATABASE_URL',
      'KEEPLINE_HTTP_PORT',
      'KEEPLINE_OWNER_PASSWORD',
    ]);
    expect(error.message).not.toMatch(/hunter2|eighty|blue/);
  });

  it('want the owner as a pair', () => {
    expect(problemsOf({ KEEPLINE_OWNER_EMAIL: 'ada@example.test' }).problems).toEqual([
      { name: 'KEEPLINE_OWNER_PASSWORD', problem: 'must be set together with its partner' },
    ]);
  });

  it('turn no sound into words unless told where', () => {
    expect(readSettings({ KEEPLINE_RECOGNISER_MODEL: 'large' }).recogniser).toBeNull();
    const url = 'http://127.0.0.1:9000';
    expect(readSettings({ KEEPLINE_RECOGNISER_URL: url }).recogniser).toEqual({
      url,
      keyFile: null,
      model: 'whisper-1',
    });
    expect(problemsOf({ KEEPLINE_RECOGNISER_KEY_FILE: '/key' }).problems).toEqual([
      { name: 'KEEPLINE_RECOGNISER_URL', problem: 'must be set, or its key is of no use' },
    ]);
  });

  it('have every attachment looked through where a scanner is named, and give out what it has not seen only when told to', () => {
    expect(readSettings({}).clamd).toBeNull();
    expect(readSettings({ KEEPLINE_CLAMD: '127.0.0.1:3310' }).clamd).toEqual({
      address: '127.0.0.1:3310',
      unchecked: 'deny',
    });
    expect(readSettings({ KEEPLINE_CLAMD: '/run/clamd.sock', KEEPLINE_CLAMD_UNCHECKED: 'allow' }).clamd).toEqual({
      address: '/run/clamd.sock',
      unchecked: 'allow',
    });
    expect(
      problemsOf({ KEEPLINE_CLAMD: 'localhost', KEEPLINE_CLAMD_UNCHECKED: 'maybe' }).problems.map((p) => p.name),
    ).toEqual(['KEEPLINE_CLAMD', 'KEEPLINE_CLAMD_UNCHECKED']);
  });

  it('let stand-ins for WhatsApp be on this machine alone', () => {
    const own = {
      KEEPLINE_WHATSAPP_GRAPH_URL: 'http://127.0.0.1:9000/',
      KEEPLINE_WHATSAPP_STAND_IN: '127.0.0.1:9001',
    };
    expect(readSettings({}).whatsapp).toEqual({
      chromium: null,
      standIn: null,
      graphUrl: 'https://graph.facebook.com',
    });
    expect(readSettings(own).whatsapp).toMatchObject({
      standIn: '127.0.0.1:9001',
      graphUrl: 'http://127.0.0.1:9000',
    });
    const names = {
      KEEPLINE_WHATSAPP_GRAPH_URL: 'https://graph.example.test',
      KEEPLINE_WHATSAPP_STAND_IN: '10.0.0.1:443',
    };
    expect(problemsOf(names).problems.map(({ name }) => name)).toEqual(Object.keys(names).reverse());
  });

  it('tell where devices and providers meet the telephone engine', () => {
    expect(readSettings({ KEEPLINE_SIP_HOST: '192.0.2.7', KEEPLINE_RTP_PORTS: '40000-40199' }).sip).toEqual({
      host: '192.0.2.7',
      port: 5070,
      tlsPort: 5071,
      tls: null,
      externalAddress: null,
      rtpPorts: { from: 40_000, to: 40_199 },
    });
  });

  it.each(['36000', '36499-36000', '36000-36010', '80-2000', '60000-70000', 'a-b'])(
    'refuse %j as ports of sound',
    (ports) => {
      expect(problemsOf({ KEEPLINE_RTP_PORTS: ports }).problems.map((p) => p.name)).toEqual(['KEEPLINE_RTP_PORTS']);
    },
  );

  it('read an empty variable as unset', () => {
    expect(readSettings({ KEEPLINE_BUS_URL: '' }).busUrl).toBeNull();
  });
});
