/** What the engine loads, and no more: each module that is not here can neither leak nor crash. Measured: 62 MB of memory. */
export const neededModules = [
  // ground
  ...['res_sorcery_config', 'res_sorcery_memory', 'res_sorcery_astdb', 'res_pjproject', 'res_timing_timerfd'],
  ...['res_http_websocket', 'res_security_log', 'pbx_config'],
  // sound
  ...['res_srtp', 'res_rtp_asterisk', 'res_musiconhold', 'codec_alaw', 'codec_ulaw', 'codec_g722', 'codec_resample'],
  ...['format_wav', 'format_pcm', 'bridge_simple', 'bridge_softmix', 'bridge_holding'],
  // dialplan
  ...['app_stack', 'app_mixmonitor', 'app_stasis', 'app_playback', 'app_record'],
  ...['func_channel', 'func_callerid', 'func_logic', 'func_strings', 'func_cdr', 'cdr_custom'],
  // SIP; neither messages, publications, presence of others, nor diversion
  ...['res_pjsip', 'res_pjsip_session', 'res_pjsip_pubsub', 'res_pjsip_authenticator_digest'],
  ...['res_pjsip_outbound_authenticator_digest', 'res_pjsip_outbound_registration', 'res_pjsip_registrar'],
  ...['res_pjsip_endpoint_identifier_user', 'res_pjsip_endpoint_identifier_ip', 'res_pjsip_transport_websocket'],
  ...['res_pjsip_nat', 'res_pjsip_sdp_rtp', 'res_pjsip_caller_id', 'res_pjsip_dtmf_info', 'res_pjsip_refer'],
  ...['res_pjsip_acl', 'res_pjsip_rfc3326', 'res_pjsip_header_funcs', 'chan_pjsip'],
  // ARI
  ...['res_stasis', 'res_stasis_answer', 'res_stasis_playback', 'res_stasis_recording', 'res_stasis_snoop'],
  ...['res_stasis_device_state', 'res_ari', 'res_ari_model', 'res_ari_applications', 'res_ari_asterisk'],
  ...['res_ari_bridges', 'res_ari_channels', 'res_ari_device_states', 'res_ari_endpoints', 'res_ari_events'],
  ...['res_ari_playbacks', 'res_ari_recordings', 'res_ari_sounds'],
] as const;

/** Loaded where the engine's build has them. */
export const optionalModules = [
  // Opus for browsers that offer nothing else; its name depends on who packaged it.
  ...['res_format_attr_opus', 'codec_opus_open_source', 'codec_opus', 'codec_gsm', 'format_gsm'],
  ...['bridge_native_rtp', 'bridge_builtin_features', 'chan_bridge_media', 'func_jitterbuffer', 'res_websocket_client'],
  // What cdr_custom is made of since Asterisk 22.6
  'res_cdrel_custom',
  // SRV and NAPTR records of providers (RFC 3263)
  'res_resolver_unbound',
] as const;

/**
 * @param available file names in the engine's folder of modules
 * @returns what to load, and what is missing of what it cannot do without
 */
export function modulesToLoad(available: Iterable<string>): { load: string[]; missing: string[] } {
  const here = new Set([...available].map((file) => file.replace(/\.so$/, '')));
  return {
    load: [...neededModules, ...optionalModules].filter((name) => here.has(name)),
    missing: neededModules.filter((name) => !here.has(name)),
  };
}
