import { isVideoError, type LeaveReason, VideoError, type VideoErrorCode } from '@patchbay/contract';

type End = { readonly reason: Exclude<LeaveReason, 'local'>; readonly error: VideoError | undefined };

export const fail = (code: VideoErrorCode, message: string, options: object = {}): VideoError =>
  new VideoError(code, message, { provider: 'agora', ...options });

type Row = readonly [code: VideoErrorCode, message: string, retryable?: boolean];

const unreachable: Row = ['unreachable', 'Agora could not be reached. Check network and firewall.', true];
const lost: Row = ['connection-lost', 'The connection to Agora was lost. Join again.', true];
const credentials: Row = ['credentials-rejected', 'Agora refused the credentials. Ask for a new ticket.'];
const argument: Row = ['invalid-argument', 'Agora’s SDK refused an argument.'];
const state: Row = ['invalid-state', 'Agora’s SDK cannot do that now.'];
const busy: Row = ['provider-failure', 'Agora failed. Try again.', true];
const failed: Row = ['provider-failure', 'Agora failed.'];

/** Every `AgoraRTCErrorCode` of agora-rtc-sdk-ng 4.24.8 (rtc-sdk_en.d.ts). */
const rows: readonly (readonly [Row, string])[] = [
  [unreachable, 'TIMEOUT NETWORK_ERROR NETWORK_TIMEOUT NETWORK_RESPONSE_ERROR API_INVOKE_TIMEOUT'],
  [unreachable, 'CAN_NOT_GET_GATEWAY_SERVER CAN_NOT_GET_PROXY_SERVER VOID_GATEWAY_ADDRESS'],
  [unreachable, 'MULTI_UNILBS_RESPONSE_ERROR UPDATE_TICKET_FAILED WS_ABORT WS_ERR'],
  [lost, 'WS_DISCONNECT DISCONNECT_P2P GATEWAY_P2P_LOST EXTERNAL_SIGNAL_ABORT P2P_MESSAGE_FAILED'],
  [unreachable, 'ICE_FAILED NO_ICE_CANDIDATE ADD_CANDIDATE_FAILED PC_CLOSED DATACHANNEL_CONNECTION_TIMEOUT'],
  [unreachable, 'INIT_DATACHANNEL_TIMEOUT CREATE_DATACHANNEL_ERROR DATACHANNEL_FAILED'],
  [credentials, 'TOKEN_EXPIRE INVALID_UINT_UID_FROM_STRING_UID'],
  [['not-allowed', 'The same person is in this room already.'], 'UID_CONFLICT'],
  [['not-allowed', 'Agora’s SDK forbids that here.'], 'PROHIBITED_OPERATION WEB_SECURITY_RESTRICT'],
  [['aborted', 'It was given up.'], 'OPERATION_ABORTED'],
  [argument, 'INVALID_PARAMS MEDIA_OPTION_INVALID INVALID_LOCAL_TRACK INVALID_TRACK INVALID_PLUGIN'],
  [['message-too-large', 'Agora takes 1,024 bytes at most.'], 'METADATA_OUT_OF_RANGE'],
  [['already-published', 'One picture is sent already.'], 'CAN_NOT_PUBLISH_MULTIPLE_VIDEO_TRACKS'],
  [state, 'INVALID_OPERATION TRACK_IS_DISABLED EXIST_DISABLED_VIDEO_TRACK TRACK_STATE_UNREACHABLE'],
  [state, 'SENDER_NOT_FOUND REMOTE_USER_IS_NOT_PUBLISHED'],
  [['participant-not-found', 'Nobody of that id is in the room.'], 'INVALID_REMOTE_USER'],
  [['unsupported', 'This browser cannot do that. Use another one.'], 'NOT_SUPPORTED SHARE_AUDIO_NOT_ALLOWED'],
  [['device-denied', 'The device was denied.'], 'PERMISSION_DENIED'],
  [['device-busy', 'Another program holds the device.'], 'NOT_READABLE'],
  [['device-not-found', 'There is no such device.'], 'DEVICE_NOT_FOUND ENUMERATE_DEVICES_FAILED'],
  [['device-failed', 'The device cannot do that.'], 'CONSTRAINT_NOT_SATISFIED LOCAL_AEC_ERROR'],
  [busy, 'UNEXPECTED_RESPONSE SUBSCRIBE_FAILED UNSUBSCRIBE_FAILED EXCHANGE_SDP_FAILED CREATE_OFFER_FAILED'],
  [busy, 'SET_ANSWER_FAILED SENDER_REPLACE_FAILED GET_LOCAL_CAPABILITIES_FAILED'],
  [busy, 'GET_LOCAL_CONNECTION_PARAMS_FAILED SET_ENCODING_PARAMETER_ERROR LOW_STREAM_ENCODING_ERROR'],
  [failed, 'UNEXPECTED_ERROR PB_ERROR GET_VIDEO_ELEMENT_VISIBLE_ERROR'],
];

export const agoraErrors: ReadonlyMap<string, Row> = new Map(
  rows.flatMap(([row, codes]) => codes.split(' ').map((code) => [code, row] as const)),
);

/** Of services of Agora's that the adapter does not use. */
export const foreignErrors =
  /^(LIVE_STREAMING|CROSS_CHANNEL|CUSTOM_REPORT|CHROME_PLUGIN|ELECTRON|IMAGE|CONVERTING|BEAUTY|WEBGL)_|AUDIO_FILE/;

/** The access point's own refusals, as the SDK words them (4.24.8): all else of it is a network that could not be entered. */
const refusals: readonly (readonly [pattern: RegExp, row: Row])[] = [
  [/over load|TOO_MANY_(USERS|BROADCASTERS)/, ['room-full', 'The room, or the account, is full.']],
  [/invalid channel name|INVALID_CHANNEL_NAME/, argument],
  [/in this area/, ['not-allowed', 'Agora serves nobody in this region.']],
  [/authorized|(dynamic|static).key|appid|no active status|TICKET_INVALID/i, credentials],
  [/UID_BANNED|IP_BANNED/, ['not-allowed', 'This person was removed from the room.']],
];

/** What the SDK threw or rejected with. An error of the browser has no code of Agora's. */
export function agoraError(cause: unknown): VideoError {
  if (isVideoError(cause)) return cause;
  const { code: vendorCode, message } = fieldsOf(cause);
  const isAnswer = vendorCode === 'CAN_NOT_GET_GATEWAY_SERVER' || vendorCode === 'UNEXPECTED_RESPONSE';
  const refusal = isAnswer ? refusals.find(([pattern]) => pattern.test(message ?? ''))?.[1] : undefined;
  const [code, text, retryable] = refusal ?? agoraErrors.get(vendorCode ?? '') ?? failed;
  return fail(code, text, { cause, retryable, vendorCode });
}

export const asOurs = <Value>(asking: Promise<Value>): Promise<Value> =>
  asking.catch((error: unknown) => Promise.reject(agoraError(error)));

/** By `ConnectionDisconnectedReason` of the same SDK. */
const endings: Readonly<Record<string, End['reason']>> = {
  UID_BANNED: 'removed',
  IP_BANNED: 'removed',
  CHANNEL_BANNED: 'room-ended',
  UID_CONFLICT: 'duplicate',
  TOKEN_EXPIRE: 'credentials-expired',
  NETWORK_ERROR: 'connection-lost',
};

/** Why a joined channel was left without anybody here having asked; an error comes with what nobody intended. */
export function endOf(vendorCode: string | undefined): End {
  const reason = endings[vendorCode ?? ''] ?? 'provider-failure';
  if (reason === 'removed' || reason === 'room-ended' || reason === 'duplicate')
    return { reason, error: undefined };
  if (reason === 'credentials-expired')
    return { reason, error: fail('credentials-rejected', credentials[1], { vendorCode }) };
  const [code, message, retryable] = reason === 'connection-lost' ? lost : busy;
  return { reason, error: fail(code, message, { vendorCode, retryable }) };
}

function fieldsOf(cause: unknown) {
  const { code, message } = Object(cause) as Readonly<Record<string, unknown>>;
  const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { code: textOf(code), message: textOf(message) };
}
