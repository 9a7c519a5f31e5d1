/**
 * What the access point answers with in place of a gateway: the load balancer's place among the services (201), then its own
 * number, both of agora-rtc-sdk-ng 4.24.8.
 */
export const accessPointErrors = {
  'invalid-app-id': 2_010_005,
  'invalid-token': 2_010_009,
  'token-expired': 2_010_013,
  'room-full': 2_010_016,
} as const;

export type AccessPointError = keyof typeof accessPointErrors;

/** What the gateway answers, or tells unasked; by the numbers of the same SDK. */
export const gatewayErrors = {
  userBanned: 14,
  channelBanned: 16,
  notAuthorized: 110,
  notJoined: 2011,
  repeatedJoin: 2003,
  invalidPublish: 2020,
  invalidSubscribe: 2021,
  unknownMessage: 2022,
  invalidRejoin: 2024,
} as const;

export type GatewayError = (typeof gatewayErrors)[keyof typeof gatewayErrors];
