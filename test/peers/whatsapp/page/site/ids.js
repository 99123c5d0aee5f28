/** A person's, group's or list's id: `<user>@<server>`. */
export class Wid {
  constructor(user, server) {
    this.server = server;
    this.user = user;
    this._serialized = `${user}@${server}`;
  }

  static of(like) {
    if (like instanceof Wid) return like;
    const text = typeof like === 'string' ? like : like?._serialized;
    const [user, server] = String(text).replace('@s.whatsapp.net', '@c.us').split('@');
    if (!user || !server) throw new Error(`no wid: ${String(text)}`);
    return new Wid(user, server);
  }

  isUser() {
    return this.server === 'c.us' || this.server === 'lid';
  }

  isLid() {
    return this.server === 'lid';
  }

  isGroup() {
    return this.server === 'g.us';
  }

  isStatus() {
    return this._serialized === 'status@broadcast';
  }

  isBroadcast() {
    return this.server === 'broadcast';
  }

  isNewsletter() {
    return this.server === 'newsletter';
  }

  equals(other) {
    return this._serialized === other?._serialized;
  }

  toString() {
    return this._serialized;
  }

  toJid() {
    return this._serialized.replace('@c.us', '@s.whatsapp.net');
  }
}

/** A message's id: `<fromMe>_<chat>_<id>[_<participant>]`. */
export class MsgKey {
  constructor({ from, to, remote, id, participant, fromMe, selfDir }) {
    this.fromMe = fromMe ?? selfDir === 'out';
    this.remote = Wid.of(remote ?? (this.fromMe ? to : from));
    this.id = id;
    if (participant) this.participant = Wid.of(participant);
    this._serialized = [this.fromMe, this.remote, id, ...(participant ? [this.participant] : [])].join('_');
  }

  static async newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(9));
    return `3EB0${[...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')}`;
  }

  static of(text) {
    const [fromMe, remote, id, participant] = text.split('_');
    return new MsgKey({ fromMe: fromMe === 'true', remote, id, participant });
  }

  static fromString(text) {
    return MsgKey.of(text);
  }

  toString() {
    return this._serialized;
  }
}
