import { type ProviderEvent, VideoError, type VideoErrorCode } from '@patchbay/contract';

type End = Pick<Extract<ProviderEvent, { readonly type: 'closed' }>, 'reason' | 'error'>;

export const fail = (code: VideoErrorCode, message: string, options: object = {}): VideoError =>
  new VideoError(code, message, { provider: 'whereby', ...options });

type Row = readonly [code: VideoErrorCode, message: string, retryable?: boolean];

const full: Row = ['room-full', 'The room is full.'];
const failed: Row = ['provider-failure', 'Whereby failed. Try again.', true];
const forbidden: Row = ['not-allowed', 'Whereby does not let this person in, or do this.'];
const argument: Row = ['invalid-argument', 'Whereby refused a value.'];
const gone: Row = ['room-not-found', 'There is no such room, or it has ended.'];

/**
 * Every error of @whereby.com/media 11.1.0 (`PROTOCOL_ERRORS`, and the names that its types give to a refused join) by its
 * name, and what the REST API answers by its HTTP status.
 */
const rows: readonly (readonly [Row, ...(readonly string[])])[] = [
  [['credentials-rejected', 'Whereby refused the key.'], 'invalid_key', 'invalid_assistant_key', '401'],
  [gone, 'room_empty', 'room_unclaimed', 'room_meeting_time_exhausted', 'invalid_room_name', '404'],
  [full, 'room_full', 'max_viewer_limit_reached', 'room_concurrency_control_error'],
  [['not-allowed', 'The room is locked, and the ticket has no key to it.'], 'room_locked'],
  [forbidden, 'client_blocked', 'forbidden', 'not_an_owner', 'room_join_permission_denied', '403'],
  [forbidden, 'unique_role_already_in_room', 'cannot_invite_yourself', 'room_already_claimed'],
  [forbidden, 'organization_assistant_not_enabled', 'organization_assistant_not_found'],
  [['not-allowed', 'The room waits for its host.', true], 'host_presence_controls_error'],
  [['not-allowed', 'The minutes of the organization’s plan are used up.'], 'free_tier_exhausted'],
  [argument, 'invalid_parameters', 'missing_parameters', 'missing_room_name', 'invalid_avatar', '400'],
  [argument, 'client_missing_device_id', 'room_email_missing', 'unsupported_video_encoding'],
  [argument, 'video_sticker_does_not_exist', 'video_sticker_format_error'],
  [['invalid-state', 'Whereby says that this person is in no room.'], 'not_in_a_room'],
  [['message-too-large', 'The message is longer than Whereby takes.'], 'too_long_text'],
  [failed, 'internal_server_error', '429', '500', '502', '503', '504'],
];

export const wherebyErrors: ReadonlyMap<string, Row> = new Map(
  rows.flatMap(([row, ...names]) => names.map((name) => [name, row] as const)),
);

/** By the vendor's name of it, or the HTTP status; the rest is a failure. */
export function wherebyError(name: string, cause: unknown = name): VideoError {
  const [code, message, retryable] =
    wherebyErrors.get(name) ?? (['provider-failure', 'Whereby failed.'] as const);
  return fail(code, message, { cause, retryable, vendorCode: name });
}

/**
 * Why a joined room was left: by the status of the SDK, or the error of a rejoin. Whereby's server puts people out only of a
 * room that is deleted, and says no more than that they are out.
 */
export function endOf(name: string): End {
  if (name === 'duplicate') return { reason: name, error: undefined };
  const isGone = name === 'kicked' || name === 'left' || wherebyError(name).code === 'room-not-found';
  if (isGone) return { reason: 'room-ended', error: undefined };
  const reason = 'connection-lost';
  const options = { cause: name, vendorCode: name, retryable: true };
  return { reason, error: fail(reason, 'The connection was lost. Join again.', options) };
}
