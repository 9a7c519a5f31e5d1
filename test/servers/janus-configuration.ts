export interface JanusConfigurationTerms {
  readonly ports: { readonly socket: number; readonly api: number; readonly admin: number };
  readonly settings: {
    readonly adminSecret: string;
    readonly adminKey: string;
    readonly tokenSecret: string;
    readonly webhookPassword: string;
  };
  readonly webhookUrl: string | undefined;
}

type Section = Readonly<Record<string, string | number | boolean>>;

/** All of Janus but the VideoRoom and TextRoom plugins, WebSockets and HTTP. What is not installed may be named too. */
const unused = {
  plugins: [
    'audiobridge',
    'duktape',
    'echotest',
    'lua',
    'nosip',
    'recordplay',
    'sip',
    'streaming',
    'videocall',
    'voicemail',
  ],
  transports: ['mqtt', 'nanomsg', 'pfunix', 'rabbitmq'],
  events: ['gelfevh', 'mqttevh', 'nanomsgevh', 'rabbitmqevh', 'wsevh'],
} as const;

const disabled = (names: readonly string[]): Section => ({
  disable: names.map((name) => `libjanus_${name}.so`).join(','),
});

/** Janus's configuration files by name: the settings that Patchbay needs, as docs/providers/janus.md lists them. */
export function janusConfiguration(terms: JanusConfigurationTerms): Readonly<Record<string, string>> {
  const { ports, settings, webhookUrl } = terms;
  const rooms: Section = { admin_key: settings.adminKey, string_ids: true };
  const loopback = '127.0.0.1';
  return {
    'janus.jcfg': sections({
      general: {
        admin_secret: settings.adminSecret,
        token_auth: true,
        token_auth_secret: settings.tokenSecret,
        session_timeout: 60,
        reclaim_session_timeout: 30,
        debug_level: 3,
        debug_colors: false,
      },
      events: { broadcast: webhookUrl !== undefined, ...disabled(unused.events) },
      plugins: disabled(unused.plugins),
      transports: disabled(unused.transports),
    }),
    'janus.transport.websockets.jcfg': sections({
      general: { ws: true, ws_port: ports.socket, ws_ip: loopback, json: 'compact' },
      admin: { admin_ws: false },
    }),
    'janus.transport.http.jcfg': sections({
      general: { http: true, port: ports.api, ip: loopback, base_path: '/janus', json: 'compact' },
      admin: { admin_http: true, admin_port: ports.admin, admin_ip: loopback, admin_base_path: '/admin' },
    }),
    'janus.plugin.videoroom.jcfg': sections({ general: rooms }),
    'janus.plugin.textroom.jcfg': sections({ general: { ...rooms, json: 'compact' } }),
    'janus.eventhandler.sampleevh.jcfg': sections({
      general: {
        enabled: webhookUrl !== undefined,
        events: 'plugins',
        grouping: false,
        json: 'compact',
        backend: webhookUrl ?? `http://${loopback}`,
        backend_user: 'patchbay',
        backend_pwd: settings.webhookPassword,
      },
    }),
  };
}

/** As libconfig reads them. */
const sections = (all: Readonly<Record<string, Section>>): string =>
  Object.entries(all)
    .map(([name, section]) => `${name}: {\n${lines(section)}}\n`)
    .join('');

const lines = (section: Section): string =>
  Object.entries(section)
    .map(([name, value]) => `  ${name} = ${JSON.stringify(value)}\n`)
    .join('');
