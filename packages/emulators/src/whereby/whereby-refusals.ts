/** What the vendor's signalling refuses a join with; the names are those of `@whereby.com/media` 11.1.0. */
export const wherebyRefusals = [
  'client_blocked',
  'client_missing_device_id',
  'forbidden',
  'free_tier_exhausted',
  'host_presence_controls_error',
  'internal_server_error',
  'invalid_key',
  'invalid_parameters',
  'invalid_room_name',
  'max_viewer_limit_reached',
  'room_concurrency_control_error',
  'room_empty',
  'room_full',
  'room_join_permission_denied',
  'room_locked',
  'room_meeting_time_exhausted',
  'room_unclaimed',
  'unique_role_already_in_room',
] as const;

export type WherebyRefusal = (typeof wherebyRefusals)[number];
