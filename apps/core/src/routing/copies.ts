import type { ChannelId, CopyRuleId } from '#libs/contracts';
import type { CopyRule } from './copy-rules.repository.js';

/** What the rules are held against. Addresses in lower case. */
export interface LetterToCopy {
  channelId: ChannelId;
  direction: 'inbound' | 'outbound';
  /** Who wrote it: they never get a copy of their own letter. */
  senders: readonly string[];
  /** Who gets it anyway. Only for our own letters: what a stranger's header claims keeps no copy from anybody. */
  addressed: readonly string[];
}

/** Addresses that the targets `responsible` and `head` stand for, found by the card or, without one, by the channel's team. */
export interface CopyPeople {
  responsible: string | null;
  heads: readonly string[];
}

export interface Copy {
  ruleId: CopyRuleId;
  /** Lower case. */
  recipient: string;
  visible: boolean;
}

/**
 * Who gets a copy by which rule; each address once, by the first rule that names it, but visibly if any of its rules says so.
 * Never an address of our own channels: the copy would come back as a new letter and be copied again.
 * @param ownAddresses every channel's address and aliases, lower case
 */
export function copiesFor(
  rules: readonly CopyRule[],
  letter: LetterToCopy,
  people: CopyPeople,
  ownAddresses: ReadonlySet<string>,
): Copy[] {
  const without = new Set([...letter.senders, ...letter.addressed]);
  const copies = new Map<string, Copy>();
  for (const rule of rules) {
    if (!rule.enabled || (rule.channelId !== null && rule.channelId !== letter.channelId)) continue;
    if (rule.direction !== 'both' && rule.direction !== letter.direction) continue;
    for (const address of targetsOf(rule, people)) {
      const recipient = address.trim().toLowerCase();
      if (recipient === '' || without.has(recipient) || ownAddresses.has(recipient)) continue;
      const known = copies.get(recipient);
      if (known) known.visible ||= rule.visible;
      else copies.set(recipient, { ruleId: rule.id, recipient, visible: rule.visible });
    }
  }
  return [...copies.values()];
}

function targetsOf(rule: CopyRule, people: CopyPeople): readonly string[] {
  switch (rule.target) {
    case 'address':
      return rule.address === null ? [] : [rule.address];
    case 'responsible':
      return people.responsible === null ? [] : [people.responsible];
    case 'head':
      return people.heads;
  }
}
