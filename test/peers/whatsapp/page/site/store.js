import { MsgKey, Wid } from './ids.js';
import { Collection, keyOf, Model } from './model.js';

/** How many messages of a chat are in memory before somebody asks for earlier ones. */
const inMemory = 20;

export const me = { pn: null, lid: null };

/** Everything that the page keeps "on disk": messages by id, whether or not they are in memory. */
const archive = new Map();

/** Both ways between a phone's id and the one without a number, as far as known. */
const lidOfPhone = new Map();
const phoneOfLid = new Map();

class Msg extends Model {
  constructor(attributes) {
    super(attributes);
    if (this.directPath) this.#standByMedia();
  }

  #standByMedia() {
    // Known to WhatsApp Web: INIT, FETCHING, REUPLOADING, RESOLVED, ERROR_….
    Object.defineProperty(this, 'mediaData', { value: { mediaStage: 'INIT' }, enumerable: false, writable: true });
  }

  get isNotification() {
    return ['e2e_notification', 'gp2', 'notification_template', 'notification'].includes(this.type);
  }

  get isStatusV3() {
    return this.id.remote.isStatus();
  }

  get isEphemeral() {
    return false;
  }

  get mediaObject() {
    return this.directPath ? { type: this.type } : undefined;
  }

  unsafe() {
    return this;
  }

  canReply() {
    return true;
  }

  /** What a reply carries of the message that it answers. */
  msgContextInfo() {
    return {
      quotedMsg: { type: this.type, body: this.body, caption: this.caption },
      quotedStanzaID: this.id.id,
      quotedParticipant: this.author ?? this.from,
      quotedRemoteJid: this.id.remote,
    };
  }

  async downloadMedia() {
    this.mediaData.mediaStage = 'RESOLVED';
  }

  set(attributes) {
    const had = this.directPath;
    super.set(attributes);
    if (!had && this.directPath) this.#standByMedia();
    return this;
  }
}

class Chat extends Model {
  constructor({ id, groupMetadata, ...rest }) {
    super({ archive: false, unreadCount: 0, mute: { expiration: 0 }, endOfHistoryTransferType: 1, ...rest, id });
    this.msgs = new Collection(Msg);
    if (groupMetadata) this.groupMetadata = groupMetadata;
  }

  get formattedTitle() {
    return this.name ?? this.groupMetadata?.subject ?? this.id.user;
  }

  serialize() {
    const { groupMetadata: _groupMetadata, msgs, ...rest } = super.serialize();
    return { ...rest, msgs: msgs.getModelsArray().map((msg) => msg.id._serialized) };
  }
}

class GroupMetadata extends Model {
  serialize() {
    return { ...super.serialize(), participants: this.participants.map((one) => ({ ...one })) };
  }
}

class Contact extends Model {
  get isContactBlocked() {
    return false;
  }
}

class Messages extends Collection {
  async getMessagesById(ids) {
    return { messages: ids.flatMap((id) => recall(keyOf(id)) ?? []) };
  }

  async search(words, page = 1, count = 50, remote) {
    const found = [...archive.values()].filter(
      (msg) => msg.body?.includes(words) && (!remote || msg.id.remote._serialized === keyOf(remote)),
    );
    return { messages: found.slice((page - 1) * count, page * count) };
  }
}

class Chats extends Collection {
  async find(id) {
    return this.get(id) ?? this.add(new Chat({ id: Wid.of(id), t: undefined }));
  }
}

class Contacts extends Collection {
  async find(id) {
    return this.get(id) ?? this.add(new Contact({ id: Wid.of(id), type: 'in' }));
  }
}

class Presences extends Collection {
  async find(id) {
    const found = this.get(id);
    if (found) return found;
    const presence = new Model({ id: Wid.of(id), isOnline: false, chatstate: { type: 'unavailable' } });
    presence.subscribe = async () => undefined;
    return this.add(presence);
  }
}

class Reactions extends Collection {
  async find(id) {
    return this.get(id);
  }
}

export const collections = {
  Msg: new Messages(Msg),
  Chat: new Chats(Chat),
  Contact: new Contacts(Contact),
  Presence: new Presences(Model),
  Reactions: new Reactions(Model),
  Blocklist: { get: () => undefined },
  BusinessProfile: { find: async () => ({}) },
  GroupMetadata: { update: async () => undefined },
  Label: { getModelsArray: () => [], get: () => undefined },
};

/** From the archive into memory, without an event: reading is not news. */
function recall(id) {
  return collections.Msg.get(id) ?? archive.get(id);
}

/** The attributes of a message as the server tells them: ids are texts there. */
function attributesOf({ id, from, to, author, quotedParticipant, quotedRemoteJid, ...rest }) {
  return {
    ...rest,
    id: MsgKey.of(id),
    ...(from && { from: Wid.of(from) }),
    ...(to && { to: Wid.of(to) }),
    ...(author && { author: Wid.of(author) }),
    ...(quotedParticipant && { quotedParticipant: Wid.of(quotedParticipant) }),
    ...(quotedRemoteJid && { quotedRemoteJid: Wid.of(quotedRemoteJid) }),
  };
}

/** @param isNewMsg whether it is news: only then does anybody hear of it */
export async function takeMessage(told, isNewMsg) {
  const known = archive.get(told.id);
  if (known) {
    const { id: _id, ...attributes } = attributesOf(told);
    return known.set(attributes);
  }
  return addMessage(new Msg({ ...attributesOf(told), isNewMsg }));
}

export async function addMessage(msg) {
  archive.set(msg.id._serialized, msg);
  const chat = await collections.Chat.find(msg.id.remote);
  msg.belongTo(collections.Msg);
  if (msg.isNewMsg) {
    collections.Msg.add(msg);
    chat.msgs.add(msg);
    msg.belongTo(collections.Msg);
  }
  chat.t = Math.max(chat.t ?? 0, msg.t);
  chat.lastReceivedKey = msg.id;
  if (msg.isNewMsg && !msg.id.fromMe) chat.set({ unreadCount: chat.unreadCount + 1 });
  return msg;
}

export const newMessage = (attributes) => new Msg(attributes);

/** After a snapshot: the last ones of every chat are in memory. */
export function remember() {
  for (const chat of collections.Chat.getModelsArray()) earlier(chat, inMemory);
}

/** The next earlier ones of a chat, oldest first; they are in memory from now on. */
export function earlier(chat, count = 50) {
  const left = [...archive.values()]
    .filter((msg) => msg.id.remote.equals(chat.id) && !chat.msgs.get(msg.id))
    .sort((one, other) => one.t - other.t)
    .slice(-count);
  for (const msg of left) {
    collections.Msg.add(msg);
    chat.msgs.add(msg);
    msg.belongTo(collections.Msg);
  }
  return left;
}

export function takeContact({ id, phone, lid, ...rest }) {
  const wid = Wid.of(id);
  const phoneNumber = phone ? Wid.of(phone) : undefined;
  if (phone && lid) {
    lidOfPhone.set(phone, Wid.of(lid));
    phoneOfLid.set(lid, phoneNumber);
  }
  const known = collections.Contact.get(wid);
  if (known) known.set({ ...rest, phoneNumber });
  else collections.Contact.add(new Contact({ type: 'in', ...rest, id: wid, phoneNumber }));
}

export function takeGroup({ id, subject, participants }) {
  const wid = Wid.of(id);
  const groupMetadata = new GroupMetadata({
    id: wid,
    subject,
    announce: false,
    isLidAddressingMode: participants.some((one) => one.endsWith('@lid')),
    participants: participants.map((one) => ({ id: Wid.of(one), isAdmin: false, isSuperAdmin: false })),
  });
  const known = collections.Chat.get(wid);
  if (known) Object.assign(known, { name: subject, groupMetadata });
  else collections.Chat.add(new Chat({ id: wid, name: subject, groupMetadata }));
}

export const lidOf = (wid) => lidOfPhone.get(keyOf(wid));
export const phoneOf = (wid) => phoneOfLid.get(keyOf(wid));

/** Kept with its message, so that whoever was away finds it later. */
export async function keepReaction({ id, parent, sender, emoji, at }) {
  const parentKey = MsgKey.of(parent);
  let kept = collections.Reactions.get(parent);
  if (!kept) {
    kept = new Model({ id: parentKey, reactions: new Collection(Model) });
    collections.Reactions.add(kept);
  }
  const senders = kept.reactions
    .getModelsArray()
    .flatMap((one) => one.senders)
    .filter((one) => one.senderUserJid !== sender);
  if (emoji !== '')
    senders.push({
      msgKey: MsgKey.of(id),
      parentMsgKey: parentKey,
      senderUserJid: sender,
      reactionText: emoji,
      timestamp: at,
      orphan: 0,
      orphanReason: null,
      read: true,
      ack: 2,
    });
  kept.reactions = new Collection(Model);
  for (const text of new Set(senders.map((one) => one.reactionText)))
    kept.reactions.add(
      new Model({
        id: text,
        aggregateEmoji: text,
        hasReactionByMe: senders.some((one) => one.reactionText === text && one.msgKey.fromMe),
        senders: senders.filter((one) => one.reactionText === text),
      }),
    );
  const msg = recall(parent);
  if (msg) msg.hasReaction = senders.length > 0;
}
