import { merged } from '../merged.js';
import account from './account.json';
import accountCodes from './account-codes.json';
import alerts from './alerts.json';
import callProblems from './call-problems.json';
import browse from './browse.json';
import calls from './calls.json';
import cards from './cards.json';
import chatProblems from './chat-problems.json';
import channels from './channels.json';
import chat from './chat.json';
import chatAlerts from './chat-alerts.json';
import commands from './commands.json';
import files from './files.json';
import holidays from './holidays.json';
import importing from './importing.json';
import importingCodes from './importing-codes.json';
import integrations from './integrations.json';
import doors from './doors.json';
import invitations from './invitations.json';
import forwarding from './forwarding.json';
import handling from './handling.json';
import leaving from './leaving.json';
import laterAnswers from './later-answers.json';
import mailAccounts from './mail-accounts.json';
import mailboxes from './mailboxes.json';
import mailPrograms from './mail-programs.json';
import merging from './merging.json';
import noticeCodes from './notice-codes.json';
import notices from './notices.json';
import numberProblems from './number-problems.json';
import oldMail from './old-mail.json';
import oldMailCodes from './old-mail-codes.json';
import people from './people.json';
import programCodes from './program-codes.json';
import phoneProblems from './phone-problems.json';
import player from './player.json';
import presets from './presets.json';
import protection from './protection.json';
import routing from './routing.json';
import responses from './responses.json';
import reports from './reports.json';
import setUp from './set-up.json';
import settings from './settings.json';
import scanner from './scanner.json';
import search from './search.json';
import signatures from './signatures.json';
import softphone from './softphone.json';
import teams from './teams.json';
import telephony from './telephony.json';
import threads from './threads.json';
import unplaced from './unplaced.json';
import whatsapp from './whatsapp.json';
import workProblems from './work-problems.json';

const calling = merged(callProblems, phoneProblems);
const chatting = merged(chatProblems, numberProblems);

const working = merged(
  merged(merged(merged(accountCodes, programCodes), noticeCodes), merged(handling, routing)),
  merged(workProblems, merged(calling, chatting)),
);

const staff = merged(
  holidays,
  merged(mailPrograms, merged(merged(merged(people, setUp), leaving), merged(merged(teams, doors), invitations))),
);

export default merged(
  merged(
    merged(merged(threads, working), merged(staff, merged(merged(responses, signatures), laterAnswers))),
    merged(
      merged(merged(merging, channels), forwarding),
      merged(merged(importing, oldMail), merged(importingCodes, oldMailCodes)),
    ),
  ),
  {
    ...account,
    ...merged(merged(alerts, chatAlerts), {
      alert: { ...laterAnswers.alert, ...importingCodes.alert, ...oldMailCodes.alert, ...forwarding.alert },
      alerts: merged(importingCodes.alerts, oldMailCodes.alerts),
    }),
    ...browse,
    ...calls,
    ...cards,
    ...chat,
    ...commands,
    ...files,
    ...integrations,
    ...mailboxes,
    ...mailAccounts,
    ...notices,
    ...player,
    ...presets,
    ...protection,
    ...reports,
    ...settings,
    ...scanner,
    ...search,
    ...softphone,
    ...telephony,
    ...unplaced,
    ...whatsapp,
  },
);
