/* WhatsApp's page from within: modules by name, as the library itself uses them. */

interface PageWid {
  readonly _serialized: string;
}
interface PageModel {
  readonly id: { readonly id: string; readonly fromMe: boolean; readonly _serialized: string };
  readonly type: string;
  readonly t: number;
  readonly ack?: number;
  readonly body?: string;
  readonly caption?: string;
  readonly filename?: string;
  readonly size?: number;
  readonly isNotification?: boolean;
  readonly hasReaction?: boolean;
  readonly latestEditSenderTimestampMs?: number;
}
interface PageChat {
  readonly id: PageWid;
  readonly t?: number;
  readonly formattedTitle?: string;
  readonly msgs: { getModelsArray(): PageModel[] };
}
interface PagePresence {
  readonly id: PageWid;
  readonly chatstate: { readonly type?: string };
  subscribe(): Promise<void>;
}
/** As much of it as we use. */
export interface Inside {
  require(module: 'WAWebSocketModel'): { Socket: { state: string; hasSynced: boolean } };
  require(module: 'WAWebCmd'): { Cmd: { refreshQR(): void } };
  require(module: 'WAWebUserPrefsMeUser'): {
    getMaybeMePnUser(): PageWid | null | undefined;
    getMaybeMeLidUser(): PageWid | null | undefined;
  };
  require(module: 'WAWebCollections'): {
    Msg: {
      get(id: string): PageModel | undefined;
      getMessagesById(ids: string[]): Promise<{ messages?: PageModel[] } | undefined>;
    };
    Chat: { getModelsArray(): PageChat[] };
    Presence: {
      on(event: 'change:chatstate.type', hear: (about: unknown) => void): void;
      find(wid: string): Promise<PagePresence>;
      getModelsArray(): PagePresence[];
    };
    Reactions: { find(id: string): Promise<{ reactions: { serialize(): { senders: unknown[] }[] } } | undefined> };
  };
  require(module: 'WAWebWidFactory'): { createWid(text: string): PageWid };
  require(module: 'WAWebApiContact'): { getPhoneNumber(lid: PageWid): PageWid | null | undefined };
  require(module: 'WAWebChatLoadMessages'): {
    loadEarlierMsgs(of: { chat: PageChat }): Promise<PageModel[] | undefined>;
  };
  onAppStateHasSyncedEvent?: () => void;
  WWebJS?: {
    getMessageModel(model: PageModel): unknown;
    arrayBufferToBase64Async(buffer: ArrayBuffer): Promise<string>;
    mediaInfoToFile(info: { data: string; mimetype: string; filename?: string }): File;
  };
  keeplineTyping?: (wid: string, type: string) => void;
  keeplineMedia?: Uint8Array | null;
  keeplineParts?: Uint8Array<ArrayBuffer>[];
}
