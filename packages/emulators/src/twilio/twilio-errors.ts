/** The vendor's errors that the emulator gives, in signalling and in REST; the texts are those of twilio-video 2.36.0. */
export const twilioErrors = {
  20003: 'Authenticate',
  20101: 'Invalid Access Token',
  20102: 'Invalid Access Token header',
  20103: 'Invalid Access Token issuer/subject',
  20104: 'Access Token expired or expiration date invalid',
  20105: 'Access Token not yet valid',
  20106: 'Invalid Access Token grants',
  20107: 'Invalid Access Token signature',
  20404: 'The requested resource was not found',
  20429: 'Too Many Requests',
  53000: 'Signaling connection error',
  53006: 'Video server is busy',
  53100: 'Room name is invalid',
  53101: 'Room name is too long',
  53105: 'Room contains too many Participants',
  53106: 'Room not found',
  53107: 'MaxParticipants is out of range',
  53108: 'RoomType is not valid',
  53109: 'Timeout is out of range',
  53110: 'StatusCallbackMethod is invalid',
  53111: 'StatusCallback is invalid',
  53112: 'Status is invalid',
  53113: 'Room exists',
  53118: 'Room completed',
  53204: 'Participant not found',
  53205: 'Participant disconnected because of duplicate identity',
  53304: 'Track name is duplicated',
} as const;

export type TwilioErrorCode = keyof typeof twilioErrors;

/** As signalling carries it. */
export const errorMessage = (code: TwilioErrorCode) =>
  ({ type: 'error', code, message: twilioErrors[code] }) as const;
