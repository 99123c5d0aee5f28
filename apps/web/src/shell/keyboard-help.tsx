import './mantine-dialog-css.js';
import { Kbd, Modal } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import css from './keyboard-help.module.css';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
const mod = isMac ? '⌘' : 'Ctrl';

const groups = {
  everywhere: {
    palette: [mod, 'K'],
    slash: ['/'],
    help: ['?'],
    goInbox: ['G', 'I'],
    goClients: ['G', 'C'],
    goCalls: ['G', 'L'],
    goUnplaced: ['G', 'U'],
    goSettings: ['G', 'S'],
    goChannels: ['G', 'H'],
    goMailboxes: ['G', 'M'],
    goReports: ['G', 'R'],
    goAlerts: ['G', 'B'],
    goWhatsapp: ['G', 'W'],
    goTelephony: ['G', 'T'],
    goPeople: ['G', 'P'],
  },
  lists: { next: ['J'], previous: ['K'], open: ['Enter'], back: ['Esc'], filterInbox: ['F'] },
  conversation: { reply: ['R'], note: ['N'], send: [mod, 'Enter'], card: ['I'], fold: ['F'] },
  timeline: { entries: ['J', 'K'], openEntry: ['Enter'], copyLink: ['C'], oldest: ['G', 'G'], newest: ['⇧', 'G'] },
  handling: { done: ['E'], snooze: ['Z'], pass: ['A'], select: ['X'], selectTo: ['⇧', 'X'] },
  player: {
    playPause: ['Space'],
    jump: ['←', '→'],
    step: ['Shift', '←', '→'],
    slower: ['<'],
    faster: ['>'],
    comment: ['M'],
  },
  unplaced: { attach: ['A'], newCard: ['N'], suggestion: ['1', '–', '3'] },
  telephone: { answerCall: ['F8'], endCall: ['⇧', 'F8'], muteCall: ['F9'] },
} as const;

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('keyboard.title')} size="lg">
      <div className={css.groups}>
        {Object.entries(groups).map(([group, entries]) => (
          <section key={group}>
            <h3 className={css.title}>{t(`keyboard.group.${group as keyof typeof groups}`)}</h3>
            <dl className={css.list}>
              {chordsOf(entries).map(([name, chord]) => (
                <Fragment key={name}>
                  <dt>{t(`keyboard.${name as KeyName}`)}</dt>
                  <dd>
                    {chord.map((key) =>
                      key === '–' ? (
                        '–'
                      ) : (
                        <Kbd key={key} size="xs">
                          {key}
                        </Kbd>
                      ),
                    )}
                  </dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

type Groups = typeof groups;
type KeyName = { [G in keyof Groups]: keyof Groups[G] }[keyof Groups];

const chordsOf = (entries: Readonly<Record<string, readonly string[]>>) => Object.entries(entries);
