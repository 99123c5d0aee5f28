import { preferTelephoneCodecs } from './sdp.js';

const offer = (line: string) => `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n${line}\r\na=rtpmap:111 opus/48000/2\r\n`;

describe('the order of codecs in an offer', () => {
  it('is PCMA, PCMU, then the others as they stood', () => {
    expect(preferTelephoneCodecs(offer('m=audio 36012 UDP/TLS/RTP/SAVPF 111 0 8 101'))).toBe(
      offer('m=audio 36012 UDP/TLS/RTP/SAVPF 8 0 111 101'),
    );
  });

  it('invents no codec that was not offered', () => {
    expect(preferTelephoneCodecs(offer('m=audio 9 UDP/TLS/RTP/SAVPF 111 101'))).toBe(
      offer('m=audio 9 UDP/TLS/RTP/SAVPF 111 101'),
    );
  });

  it('takes 18 and 80 for themselves, not for an 8', () => {
    expect(preferTelephoneCodecs(offer('m=audio 9 RTP/AVP 18 80 0'))).toBe(offer('m=audio 9 RTP/AVP 0 18 80'));
  });
});
