/**
 * Puts PCMA (RFC 3551: payload type 8) and then PCMU (0) first in the audio line of an offer. An answer keeps the order of the offer
 * (RFC 3264, 6.1), so that the call is spoken in what the telephone network speaks, and the engine has nothing to transcode.
 */
export function preferTelephoneCodecs(sdp: string): string {
  return sdp.replace(/^(m=audio \d+ \S+)((?: \d+)+)/m, (_line, head: string, types: string) => {
    const offered = types.trim().split(' ');
    const first = ['8', '0'].filter((type) => offered.includes(type));
    return [head, ...first, ...offered.filter((type) => !first.includes(type))].join(' ');
  });
}
