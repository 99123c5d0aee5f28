/* What runs inside WhatsApp's page. Each function is sent there as text: it sees its arguments and the page, and nothing of this file. */

import type { Inside } from './inside.js';

export function socketState(): { socket: string; synced: boolean } {
  const { Socket } = (globalThis as unknown as Inside).require('WAWebSocketModel');
  return { socket: String(Socket.state), synced: Socket.hasSynced };
}

/** The library waits for a change of `hasSynced`; what changed before it listened never comes. */
export function sayThatSynced(): void {
  (globalThis as unknown as Inside).onAppStateHasSyncedEvent?.();
}

export function refreshQr(): void {
  (globalThis as unknown as Inside).require('WAWebCmd').Cmd.refreshQR();
}

export function ownIds(): { phone: string | null; lid: string | null } {
  const me = (globalThis as unknown as Inside).require('WAWebUserPrefsMeUser');
  return { phone: me.getMaybeMePnUser()?._serialized ?? null, lid: me.getMaybeMeLidUser()?._serialized ?? null };
}

/** The number behind an id without one, where the page knows it already: no server is asked. */
export function phoneKnownBehind(lid: string): string | null {
  const page = globalThis as unknown as Inside;
  const wid = page.require('WAWebWidFactory').createWid(lid);
  return page.require('WAWebApiContact').getPhoneNumber(wid)?._serialized ?? null;
}

export interface ChatFacts {
  readonly id: string;
  /** Seconds: its newest message; 0: unknown. */
  readonly t: number;
}

/** The library's own list asks the server for every group's members; this one asks nobody. */
export function listChats(): ChatFacts[] {
  return (globalThis as unknown as Inside)
    .require('WAWebCollections')
    .Chat.getModelsArray()
    .map((chat) => ({ id: chat.id._serialized, t: chat.t ?? 0 }));
}

export function chatTitle(wid: string): string | null {
  const chats = (globalThis as unknown as Inside).require('WAWebCollections').Chat.getModelsArray();
  return chats.find(({ id }) => id._serialized === wid)?.formattedTitle ?? null;
}

/**
 * Loads a chat's past.
 * @param from seconds, as all of these: everything from then on
 * @param changedFrom and, from then on, what was deleted, edited or reacted to since it was said
 * @param until is left out
 * @param most so many messages at most are gone through: a chat without an end must not fill the page's memory
 * @returns keys of what is there from then on, oldest first; those of one second in the page's own order
 */
export async function keysSince(
  wid: string,
  from: number,
  changedFrom: number,
  until: number,
  most: number,
): Promise<string[]> {
  const page = globalThis as unknown as Inside;
  const chats = page.require('WAWebCollections').Chat.getModelsArray();
  const chat = chats.find(({ id }) => id._serialized === wid);
  if (!chat) return [];
  for (;;) {
    const here = chat.msgs.getModelsArray();
    const oldest = here.reduce((least, { t }) => Math.min(least, t), Infinity);
    if (oldest < changedFrom || here.length >= most) break;
    const earlier = await page.require('WAWebChatLoadMessages').loadEarlierMsgs({ chat });
    if (!earlier || earlier.length === 0 || chat.msgs.getModelsArray().length === here.length) break;
  }
  return chat.msgs
    .getModelsArray()
    .map((model, index) => ({ model, index }))
    .filter(({ model }) => {
      if (model.isNotification === true || model.t >= until) return false;
      const changed = model.type === 'revoked' || model.hasReaction || model.latestEditSenderTimestampMs;
      return model.t >= from || (model.t >= changedFrom && Boolean(changed));
    })
    .sort((one, other) => one.model.t - other.model.t || one.index - other.index)
    .map(({ model }) => model.id._serialized);
}

/** The library's own picture of each; null where it has gone since. */
export async function modelsOf(keys: string[]): Promise<unknown[]> {
  const page = globalThis as unknown as Inside;
  const { Msg } = page.require('WAWebCollections');
  const models: unknown[] = [];
  for (const key of keys) {
    const model = Msg.get(key) ?? (await Msg.getMessagesById([key]))?.messages?.[0];
    models.push(model && page.WWebJS ? page.WWebJS.getMessageModel(model) : null);
  }
  return models;
}

/** Who reacted to these, and how: one model for each reaction, as its event would give it. Moments are in seconds. */
export async function reactionsOf(keys: string[]): Promise<unknown[]> {
  const page = globalThis as unknown as Inside;
  const all: unknown[] = [];
  for (const key of keys) {
    const found = await page.require('WAWebCollections').Reactions.find(key);
    for (const { senders } of found?.reactions.serialize() ?? []) {
      for (const sender of senders as { timestamp: number }[])
        all.push({ ...sender, timestamp: sender.timestamp / 1_000 });
    }
  }
  return all;
}

/**
 * @param remotes the chat, as the page may write it
 * @param candidates keys that it may have, where one can be made up
 * @param most so many messages of the chat at most are gone through
 * @returns the key by which the page has it; null: it has not
 */
export async function findKey(
  remotes: string[],
  id: string,
  fromMe: boolean,
  candidates: string[],
  most: number,
): Promise<string | null> {
  const page = globalThis as unknown as Inside;
  const { Msg, Chat } = page.require('WAWebCollections');
  const chats = Chat.getModelsArray().filter((chat) => remotes.includes(chat.id._serialized));
  const loaded = () =>
    chats
      .flatMap((chat) => chat.msgs.getModelsArray())
      .find((model) => model.id.id === id && model.id.fromMe === fromMe)?.id._serialized ?? null;
  const atHand = loaded();
  if (atHand !== null) return atHand;
  for (const key of candidates) {
    const model = Msg.get(key) ?? (await Msg.getMessagesById([key]))?.messages?.[0];
    if (model) return model.id._serialized;
  }
  for (const chat of chats) {
    while (chat.msgs.getModelsArray().length < most) {
      const earlier = await page.require('WAWebChatLoadMessages').loadEarlierMsgs({ chat });
      if (!earlier || earlier.length === 0) break;
      const found = loaded();
      if (found !== null) return found;
    }
  }
  return null;
}

export interface SentFacts {
  readonly id: string;
  readonly t: number;
  readonly type: string;
  readonly ack: number;
  readonly text: string;
  readonly caption: string;
  readonly filename: string | null;
}

/** What this account sent in these chats since then; `from` in seconds. */
export async function sentSince(remotes: string[], from: number, most: number): Promise<SentFacts[]> {
  const page = globalThis as unknown as Inside;
  const chats = page.require('WAWebCollections').Chat.getModelsArray();
  const sent: SentFacts[] = [];
  for (const chat of chats.filter(({ id }) => remotes.includes(id._serialized))) {
    for (;;) {
      const here = chat.msgs.getModelsArray();
      if (here.length >= most || here.some(({ t }) => t < from)) break;
      const earlier = await page.require('WAWebChatLoadMessages').loadEarlierMsgs({ chat });
      if (!earlier || earlier.length === 0) break;
    }
    for (const model of chat.msgs.getModelsArray()) {
      if (!model.id.fromMe || model.t < from) continue;
      sent.push({
        id: model.id.id,
        t: model.t,
        type: model.type,
        ack: model.ack ?? 0,
        text: model.body ?? '',
        caption: model.caption ?? '',
        filename: model.filename ?? null,
      });
    }
  }
  return sent;
}

/** The library has no event for it. */
export function listenToTyping(): void {
  const page = globalThis as unknown as Inside;
  const { Presence } = page.require('WAWebCollections');
  Presence.on('change:chatstate.type', (about) => {
    const found = Presence.getModelsArray().find((one) => one === about || one.chatstate === about);
    if (found?.chatstate.type) page.keeplineTyping?.(found.id._serialized, found.chatstate.type);
  });
}

/** WhatsApp tells of somebody's typing whoever asked for it. */
export async function askForTyping(wid: string): Promise<void> {
  const presence = await (globalThis as unknown as Inside).require('WAWebCollections').Presence.find(wid);
  await presence.subscribe();
}
