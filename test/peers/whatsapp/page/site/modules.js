import { MsgKey, Wid } from './ids.js';
import { ask, cmd, conn, offline, reactionTable, send, socket } from './link.js';
import { downloadAndMaybeDecrypt, mediaObject, OpaqueData, prepRawMedia, uploadMedia } from './media.js';
import { Collection, keyOf } from './model.js';
import { collections, earlier, lidOf, me, phoneOf } from './store.js';

const minutes = 60;
const ageOf = (msg) => Date.now() / 1000 - msg.t;
const bytesOf = (fill) => new Uint8Array(32).fill(fill);

/** What leaves for the server of a message that the library composed: plain values, ids as texts. */
const carried =
  'id from to ack body t type caption mimetype filename size duration waveform directPath filehash encFilehash mediaKey ' +
  'mediaKeyTimestamp quotedMsg quotedStanzaID quotedParticipant quotedRemoteJid lat lng loc clientUrl vcardFormattedName vcardList ' +
  'pollName pollOptions pollSelectableOptionsCount isViewOnce isForwarded mentionedJidList title description';
const ids = ['id', 'from', 'to', 'author', 'quotedParticipant', 'quotedRemoteJid'];

function plain(message) {
  const entries = carried.split(' ').flatMap((name) => (message[name] === undefined ? [] : [[name, message[name]]]));
  const kept = Object.fromEntries(entries);
  for (const name of ids) if (kept[name]) kept[name] = keyOf(kept[name]);
  if (kept.waveform) kept.waveform = [...kept.waveform];
  if (kept.to?.endsWith('@g.us')) kept.author = kept.from;
  return kept;
}

async function revoke(list) {
  for (const msg of list) await ask('revoke', { id: msg.id._serialized });
}

const findLinks = (text) =>
  [...String(text ?? '').matchAll(/https?:\/\/[^\s]+/g)].map(([href]) => ({ href, suspiciousCharacters: new Set() }));

const links = { findLinks, findLink: (text) => findLinks(text)[0] };

/** Every module that the library may ask for, by the library's own list (modules.spec.ts); anything else throws with its name. */
export const modules = {
  WAWebSocketModel: { Socket: socket },
  WAWebConnModel: { Conn: conn },
  WAWebCmd: {
    Cmd: Object.assign(cmd, {
      refreshQR: () => void ask('refreshQR', {}),
      sendRevokeMsgs: (_chat, { list }) => revoke(list),
      sendDeleteMsgs: async (chat, { list }) => {
        for (const msg of list) {
          chat.msgs.remove(msg.id);
          collections.Msg.remove(msg.id);
        }
      },
      sendStarMsgs: async (_chat, list) => list.forEach((msg) => msg.set({ star: true })),
      sendUnstarMsgs: async (_chat, list) => list.forEach((msg) => msg.set({ star: false })),
    }),
  },
  WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => offline.progress } },
  WAWebAltDeviceLinkingApi: {
    setPairingType: () => undefined,
    initializeAltDeviceLinking: async () => undefined,
    startAltLinkingFlow: (phone) => ask('pairingCode', { phone }),
    initializeQRLinking: async () => undefined,
  },
  WAWebLaunchSocketUtils: { refreshQR: () => void ask('refreshQR', {}) },
  WABase64: { encodeB64: (bytes) => btoa(String.fromCharCode(...bytes)) },
  WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: '1' },
  WAWebAdvSignatureApi: {},
  WAWebUserPrefsInfoStore: { waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: bytesOf(1) } }) } },
  WAWebSignalStoreApi: {
    waSignalStore: { getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: bytesOf(2) } }) },
  },
  WAWebUserPrefsMultiDevice: { getADVSecretKey: () => 'c3RhbmQtaW4tYWR2LXNlY3JldA==' },
  WAWebUserPrefsMeUser: { getMaybeMePnUser: () => me.pn, getMaybeMeLidUser: () => me.lid },
  WAWebMiscBrowserUtils: { info: () => ({ os: 'Linux', name: 'Chrome', version: '1' }) },
  WAWebSyncGatingUtils: { isPlaceholderMessageResendEnabled: () => false },
  WAWebCallCollection: Object.assign(new Collection(Object), { calls: new Map() }),
  WAWebBackendJobsCommon: { mediaTypeFromProtobuf: () => null },
  WAWebE2EProtoUtils: { typeAttributeFromProtobuf: () => 'text' },
  WAWebAddonReactionTableMode: { reactionTableMode: reactionTable },
  WAWebAddonPollVoteTableMode: { pollVoteTableMode: { bulkUpsert: () => undefined } },
  WAWebCollections: collections,
  WALinkify: links,
  WAWebWidFactory: {
    createWid: (like) => Wid.of(like),
    createWidFromWidLike: (like) => Wid.of(like),
    asUserWidOrThrow: (wid) => {
      if (!wid?.isUser()) throw new Error('no user wid');
      return wid;
    },
  },
  WAWebMsgKey: MsgKey,
  WAWebApiContact: {
    getCurrentLid: (wid) => lidOf(wid),
    getPhoneNumber: (wid) => phoneOf(wid),
    getAlternateUserWid: (wid) => (wid.isLid() ? phoneOf(wid) : lidOf(wid)),
  },
  WAWebLidMigrationUtils: { toPn: (wid) => (Wid.of(wid).isLid() ? phoneOf(wid) : Wid.of(wid)) },
  WAWebQueryExistsJob: {
    queryWidExists: async (wid) => {
      const found = await ask('exists', { id: keyOf(wid) });
      return found === null ? null : { wid: Wid.of(found) };
    },
  },
  WAWebContactGetters: {
    getIsMe: (contact) => contact.id.equals(me.pn) || contact.id.equals(me.lid),
    getIsUser: (contact) => contact.id.isUser(),
    getIsGroup: (contact) => contact.id.isGroup(),
    getIsWAContact: () => true,
    getUserid: (contact) => (contact.phoneNumber ?? contact.id).user,
    getVerifiedName: () => undefined,
    getVerifiedLevel: () => undefined,
    getStatusMute: () => false,
    getName: (contact) => contact.name,
    getShortName: (contact) => contact.name?.split(' ')[0],
    getPushname: (contact) => contact.pushname,
    getIsEnterprise: () => false,
  },
  WAWebFrontendContactGetters: { getIsMyContact: (contact) => contact.name !== undefined },
  WAWebChatGetters: {
    getIsNewsletter: (chat) => chat.id.isNewsletter(),
    getIsBroadcast: (chat) => chat.id.isBroadcast(),
  },
  WAWebFindChatAction: {
    findOrCreateLatestChat: async (wid) => ({ chat: await collections.Chat.find(wid) }),
  },
  WAWebChatLoadMessages: { loadEarlierMsgs: async ({ chat }) => earlier(chat) },
  WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
  WAWebSendMsgChatAction: {
    addAndSendMsgToChat: (_chat, message) => {
      const { added, sent } = send(plain(message));
      // Whoever does not wait for the server shall not fall over its refusal.
      sent.catch(() => undefined);
      return [added, sent];
    },
  },
  WAWebStreamModel: { Stream: { markAvailable: () => undefined, markUnavailable: () => undefined } },
  WAWebUpdateUnreadChatAction: {
    sendSeen: async ({ chat }) => {
      chat.set({ unreadCount: 0 });
      await ask('seen', { chat: keyOf(chat.id) });
    },
  },
  WAWebLinkPreviewChatAction: { getLinkPreview: async () => undefined },
  WAWebVcardParsingUtils: { parseVcard: (text) => ({ name: /^FN:(.*)$/m.exec(text)?.[1]?.trim() }) },
  WAWebVcardGetNameFromParsed: { vcardGetNameFromParsed: ({ name }) => name },
  WAWebMsgReply: { canReplyMsg: () => true },
  WAWebQuotedMsgModelUtils: {
    getQuotedMsgObj: (msg) =>
      collections.Msg.getModelsArray().find(
        (one) => one.id.id === msg.quotedStanzaID && one.id.remote.equals(msg.id.remote),
      ),
  },
  WAWebDownloadManager: { downloadManager: { downloadAndMaybeDecrypt } },
  WAWebMediaOpaqueData: OpaqueData,
  WAWebPrepRawMedia: { prepRawMedia },
  WAWebMediaStorage: { getOrCreateMediaObject: mediaObject },
  WAWebMmsMediaTypes: { msgToMediaType: ({ type }) => type, castToV4: (type) => type },
  WAWebMediaDataUtils: { shouldUseMediaCache: () => true },
  WAWebMediaInMemoryBlobCache: { InMemoryMediaBlobCache: { put: () => undefined } },
  WAWebMediaMmsV4Upload: { uploadMedia },
  WAWebMsgActionCapability: {
    canEditText: (msg) => msg.id.fromMe && msg.type === 'chat' && ageOf(msg) < 15 * minutes,
    canEditCaption: (msg) => msg.id.fromMe && msg.caption !== undefined && ageOf(msg) < 15 * minutes,
    canSenderRevokeMsg: (msg) => msg.id.fromMe && ageOf(msg) < 60 * 60 * minutes,
    canAdminRevokeMsg: () => false,
    canStarMsg: () => true,
  },
  WAWebSendMessageEditAction: {
    sendMessageEdit: (msg, text) => ask('edit', { id: msg.id._serialized, text }),
  },
  WAWebSendReactionMsgAction: {
    sendReactionToMsg: (msg, emoji) => ask('react', { id: msg.id._serialized, emoji }),
  },
  WAWebChatStateBridge: {
    sendChatStateComposing: (wid) => ask('chatstate', { chat: keyOf(wid), type: 'composing' }),
    sendChatStateRecording: (wid) => ask('chatstate', { chat: keyOf(wid), type: 'recording' }),
    sendChatStatePaused: (wid) => ask('chatstate', { chat: keyOf(wid), type: 'paused' }),
  },
  WAWebNonMessageDataRequestPlaceholderMessageResendUtils: {
    handlePlaceholderMsgsSeen: (messages) => void ask('resend', { ids: messages.map((msg) => msg.id._serialized) }),
  },
  WAWebPresenceChatAction: {
    sendPresenceAvailable: async () => undefined,
    sendPresenceUnavailable: async () => undefined,
  },
};
