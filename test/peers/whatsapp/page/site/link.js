import { MsgKey, Wid } from './ids.js';
import { Emitter, Model } from './model.js';
import { collections, keepReaction, me, remember, takeContact, takeGroup, takeMessage } from './store.js';

const credentials = 'stand-in-device';
const unsent = 'stand-in-unsent';
const reconnectAfterMs = 300;

export const socket = new Model({ state: 'OPENING', hasSynced: false });
export const conn = new Model({ ref: undefined, pushname: undefined, platform: undefined, battery: undefined });
export const cmd = new Emitter();
export const offline = { progress: 0 };

let line = null;
let asked = 0;
const answers = new Map();

socket.logout = async () => {
  await ask('logout', {});
  localStorage.clear();
};
socket.takeover = () => reconnect();
socket.reconnect = () => reconnect();

/** A question to the phone's world. @throws whatever it answers instead; TypeError where there is no line */
export function ask(what, words) {
  if (!line || line.readyState !== WebSocket.OPEN) return Promise.reject(new Error('no line'));
  const n = ++asked;
  line.send(JSON.stringify({ is: 'ask', n, what, ...words }));
  return new Promise((resolve, reject) => answers.set(n, { resolve, reject }));
}

export function connect() {
  const opened = new WebSocket(`wss://${location.host}/ws`);
  line = opened;
  opened.onopen = () => {
    const device = localStorage.getItem(credentials);
    opened.send(JSON.stringify({ is: 'hello', device }));
  };
  // One after another: what came first is in the store before what came next.
  let turn = Promise.resolve();
  opened.onmessage = ({ data }) => {
    const told = JSON.parse(data);
    turn = turn.then(() => take(told)).catch((error) => console.error(String(error?.stack ?? error)));
  };
  opened.onclose = () => {
    for (const { reject } of answers.values()) reject(new Error('the line broke'));
    answers.clear();
    if (line !== opened) return;
    if (socket.state === 'CONNECTED') socket.set({ hasSynced: false, state: 'TIMEOUT' });
    if (['OPENING', 'TIMEOUT', 'PAIRING'].includes(socket.state)) setTimeout(connect, reconnectAfterMs);
  };
}

function reconnect() {
  line?.close();
  socket.set({ state: 'OPENING' });
  connect();
}

const takes = {
  answer: ({ n, value, error }) => {
    const waiting = answers.get(n);
    answers.delete(n);
    if (error) waiting?.reject(new Error(error));
    else waiting?.resolve(value);
  },
  unlinked: ({ ref }) => {
    localStorage.removeItem(credentials);
    conn.set({ ref });
    socket.set({ state: 'UNPAIRED' });
  },
  ref: ({ ref }) => {
    conn.set({ ref });
    socket.set({ state: 'UNPAIRED' });
  },
  idle: () => socket.set({ state: 'UNPAIRED_IDLE' }),
  pairing: ({ device }) => {
    localStorage.setItem(credentials, device);
    socket.set({ state: 'PAIRING' });
  },
  linked: ({ pn, lid, pushname, platform, battery, plugged }) => {
    me.pn = Wid.of(pn);
    me.lid = lid ? Wid.of(lid) : null;
    Object.assign(conn, { pushname, platform, battery, plugged });
    socket.set({ state: 'CONNECTED' });
  },
  snapshot: async ({ contacts, groups, messages, reactions, offlineAsNews }) => {
    for (const contact of contacts) takeContact(contact);
    for (const group of groups) takeGroup(group);
    for (const message of messages) await takeMessage(message, offlineAsNews.includes(message.id));
    for (const reaction of reactions) await keepReaction(reaction);
    remember();
    offline.progress = 100;
    cmd.trigger('offline_progress_update_from_bridge');
  },
  synced: () => {
    socket.set({ hasSynced: true });
    // Whatever comes of it shows in the message's ack.
    for (const message of pending()) send(message).sent.catch(() => undefined);
  },
  add: ({ message, isNews }) => takeMessage(message, isNews),
  again: async ({ id }) => {
    const { messages } = await collections.Msg.getMessagesById([id]);
    for (const msg of messages) {
      msg.isNewMsg = true;
      collections.Msg.trigger('add', msg);
    }
  },
  change: async ({ id, attributes }) => {
    const { messages } = await collections.Msg.getMessagesById([id]);
    messages[0]?.set(attributes);
  },
  reaction: async (told) => {
    await keepReaction(told);
    const key = MsgKey.of(told.id);
    reactionTable.bulkUpsert([
      {
        id: key,
        reactionParentKey: MsgKey.of(told.parent),
        reactionText: told.emoji,
        reactionTimestamp: told.at,
        from: Wid.of(told.sender),
        author: Wid.of(told.sender),
        orphan: 0,
        orphanReason: null,
        read: true,
        ack: 2,
      },
    ]);
  },
  chatstate: async ({ chat, type }) => {
    const presence = await collections.Presence.find(chat);
    presence.set({ isOnline: type !== 'unavailable' });
    presence.chatstate = { type };
    presence.tell('change:chatstate.type', presence, type);
  },
  contact: ({ contact }) => takeContact(contact),
  group: ({ group }) => takeGroup(group),
  battery: ({ battery, plugged }) => conn.set({ battery, plugged }),
  state: ({ state }) => {
    line = null;
    socket.set({ state, hasSynced: false });
  },
  logout: () => {
    localStorage.clear();
    cmd.trigger('logout_from_bridge');
    // A real page says goodbye first, and so does this one: whoever listens has the time to hear it.
    setTimeout(() => location.assign('/?post_logout=1'), 150);
  },
  freeze: ({ ms }) => {
    // The one way to stand still without burning the processor.
    const wait = new XMLHttpRequest();
    wait.open('GET', `/_still?ms=${ms}`, false);
    wait.send();
  },
};

async function take(told) {
  await takes[told.is](told);
}

/** Where the library listens for reactions. */
export const reactionTable = { bulkUpsert: () => undefined };

/** Messages of ours that no server has confirmed: as in a real page they are on disk, and go out after a restart. */
function pending() {
  return JSON.parse(localStorage.getItem(unsent) ?? '[]');
}

function keepUnsent(messages) {
  localStorage.setItem(unsent, JSON.stringify(messages));
}

/** @returns when the message is in the store, and what the server says of it: `{ messageSendResult: 'OK', t }` */
export function send(message) {
  keepUnsent([...pending().filter((one) => one.id !== message.id), message]);
  const added = takeMessage(message, true);
  return { added, sent: handOver(message, added) };
}

async function handOver(message, added) {
  const msg = await added;
  const answer = await ask('send', { message }).catch((error) => {
    // Without a line it stays unsent, and goes with the next one.
    if (error.message !== 'refused') return null;
    keepUnsent(pending().filter((one) => one.id !== message.id));
    msg.set({ ack: -1 });
    throw error;
  });
  if (answer === null) return new Promise(() => undefined);
  keepUnsent(pending().filter((one) => one.id !== message.id));
  if (msg.ack < 1) msg.set({ ack: 1, t: answer.t });
  return { messageSendResult: 'OK', t: answer.t, count: 1 };
}
