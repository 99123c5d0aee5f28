import { deviceObjects } from './device-objects.js';

const made = (kind: 'softphone' | 'desk', name = 'Олена "Лена" Коваль <1>') =>
  Object.fromEntries(
    deviceObjects({ kind, userName: 'd-1a2b', ha1: 'f'.repeat(32), extension: '101', name }).map(
      ({ type, id, fields }) => [type, { id, fields }],
    ),
  );

test('a device signs in by a digest; its password is not known here', () => {
  expect(made('desk')['auth']).toEqual({
    id: 'd-1a2b',
    fields: { auth_type: 'md5', username: 'd-1a2b', realm: 'keepline', md5_cred: 'f'.repeat(32) },
  });
});

test.each(['softphone', 'desk'] as const)(
  'a %s is told of nobody’s number but in From, and is who we say it is',
  (kind) => {
    expect(made(kind)['endpoint']!.fields).toMatchObject({
      context: 'from-device',
      identify_by: 'auth_username,username',
      callerid: '"Олена  Лена  Коваль  1" <101>',
      send_pai: 'no',
      send_rpid: 'no',
      send_diversion: 'no',
      send_connected_line: 'no',
      trust_id_inbound: 'no',
      trust_id_outbound: 'no',
    });
  },
);

test('a softphone speaks WebRTC, PCMA before all; a desk phone may encrypt', () => {
  expect(made('softphone')['endpoint']!.fields).toMatchObject({ webrtc: 'yes', allow: 'alaw,ulaw,opus' });
  expect(made('desk')['endpoint']!.fields).toMatchObject({
    allow: 'alaw,ulaw,g722',
    media_encryption: 'sdes',
    media_encryption_optimistic: 'yes',
  });
  expect(made('desk')['endpoint']!.fields).not.toHaveProperty('webrtc');
});
