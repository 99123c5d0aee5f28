import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';

// What whatsapp-web.js 1.34.7 asks web.whatsapp.com for. When an upgrade changes these sets, look at what it does with the new ones and teach
// the stand-in those that our driver comes near to.
const supplied = `
  WABase64 WALinkify WAWebAddonPollVoteTableMode WAWebAddonReactionTableMode WAWebAdvSignatureApi WAWebAltDeviceLinkingApi
  WAWebApiContact WAWebBackendJobsCommon WAWebCallCollection WAWebChatGetters WAWebChatLoadMessages WAWebChatStateBridge WAWebCmd
  WAWebCollections WAWebCompanionRegClientUtils WAWebConnModel WAWebContactGetters WAWebDownloadManager WAWebE2EProtoUtils
  WAWebFindChatAction WAWebFrontendContactGetters WAWebGetEphemeralFieldsMsgActionsUtils WAWebLaunchSocketUtils WAWebLidMigrationUtils
  WAWebLinkPreviewChatAction WAWebMediaDataUtils WAWebMediaInMemoryBlobCache WAWebMediaMmsV4Upload WAWebMediaOpaqueData
  WAWebMediaStorage WAWebMiscBrowserUtils WAWebMmsMediaTypes WAWebMsgActionCapability WAWebMsgKey WAWebMsgReply
  WAWebNonMessageDataRequestPlaceholderMessageResendUtils WAWebOfflineHandler WAWebPrepRawMedia WAWebPresenceChatAction
  WAWebQueryExistsJob WAWebQuotedMsgModelUtils WAWebSendMessageEditAction WAWebSendMsgChatAction WAWebSendReactionMsgAction
  WAWebSignalStoreApi WAWebSocketModel WAWebStreamModel WAWebSyncGatingUtils WAWebUpdateUnreadChatAction WAWebUserPrefsInfoStore
  WAWebUserPrefsMeUser WAWebUserPrefsMultiDevice WAWebVcardGetNameFromParsed WAWebVcardParsingUtils WAWebWidFactory
`;
const notSupplied = `
  WADeprecatedSendIq WAJids WAMediaCalculateFilehash WAPhoneFindCC WASmaxGroupsAddParticipantsRPC
  WASmaxGroupsMembershipRequestsActionRPC WAWap WAWebApiDeviceList WAWebApiMembershipApprovalRequestStore WAWebApiMessageInfoStore
  WAWebBizGatingUtils WAWebBizOrderBridge WAWebBizProductCatalogBridge WAWebBlockContactAction WAWebBlockContactUtils
  WAWebBotMessageSecret WAWebBotProfileCollection WAWebChangeNewsletterOwnerAction WAWebChatClearBridge WAWebChatForwardMessage
  WAWebChatMessageSearch WAWebChatSendMessages WAWebContactCollection WAWebContactProfilePicThumbBridge WAWebContactStatusBridge
  WAWebCountriesNativeCountryNames WAWebDeleteChatAction WAWebDeleteContactAction WAWebDemoteNewsletterAdminAction WAWebDrawerManager
  WAWebEditNewsletterMetadataAction WAWebExitGroupAction WAWebFindCommonGroupsContactAction WAWebFrontendVcardUtils
  WAWebGenerateEventCallLink WAWebGroupCreateJob WAWebGroupInviteJob WAWebGroupInviteV4Job WAWebGroupModifyInfoJob WAWebGroupQueryJob
  WAWebImageUtils WAWebJidToWid WAWebL10N WAWebLoadNewsletterPreviewChatAction WAWebMediaUpdateMsg
  WAWebMexAcceptNewsletterAdminInviteJob WAWebMexFetchGroupInviteCodeJob WAWebMexFetchNewsletterSubscribersJob
  WAWebMexRevokeNewsletterAdminInviteJob WAWebModifyParticipantsGroupAction WAWebMsgDataFromModel WAWebNewsletterCreateQueryJob
  WAWebNewsletterDeleteAction WAWebNewsletterDemoteAdminJob WAWebNewsletterDirectorySearchAction WAWebNewsletterGatingUtils
  WAWebNewsletterMetadataQueryJob WAWebNewsletterModelUtils WAWebNewsletterSendMessageJob WAWebNewsletterSendMsgAction
  WAWebNewsletterSubscribeAction WAWebNewsletterSubscriberListAction WAWebNewsletterUnsubscribeAction
  WAWebNewsletterUpdateMsgsRecordsJob WAWebNewsletterUpdateUserSettingJob WAWebNoteAction WAWebPhoneUtils WAWebPinInChatSchema
  WAWebPinMsgConstants WAWebPollsSendVoteMsgAction WAWebPollsVotesSchema WAWebRevokeStatusAction WAWebSaveContactAction
  WAWebSendEventEditMsgAction WAWebSendEventResponseMsgAction WAWebSendNonMessageDataRequest WAWebSendPinMessageAction
  WAWebSendStatusMsgAction WAWebSetPropertyGroupAction WAWebSetPushnameConnAction WAWebStartMediaUploadQpl WAWebStatusGatingUtils
  WAWebUploadManager WAWebUserPrefsGeneral WAWebUserPrefsNotifications WAWebWidToJid
`;

const words = (text: string) => text.trim().split(/\s+/);
const namesIn = (source: string, pattern: RegExp) => [...source.matchAll(pattern)].map(([, name]) => name!);

async function sourcesOfLibrary(): Promise<string> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('whatsapp-web.js')), 'src');
  const files = await readdir(folder, { recursive: true });
  const scripts = files.filter((file) => file.endsWith('.js'));
  return (await Promise.all(scripts.map((file) => readFile(join(folder, file), 'utf8')))).join('\n');
}

describe('the modules of the stand-in', () => {
  it('are those that the library asks for, or known not to be needed', async () => {
    const asked = new Set(namesIn(await sourcesOfLibrary(), /['"](WA[A-Za-z0-9]+)['"]/g));
    expect([...asked].sort()).toEqual([...words(supplied), ...words(notSupplied)].sort());
  });

  it('are all here', async () => {
    const site = await readFile(new URL('./site/modules.js', import.meta.url), 'utf8');
    expect(namesIn(site, /^ {2}(WA[A-Za-z0-9]+): /gm).sort()).toEqual(words(supplied).sort());
  });
});
