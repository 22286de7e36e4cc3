import { SyncError } from '../protocol/sync-error.ts'

/**
 * Access rules of the protocol for brokers of the field. A site may publish only below its own `up/` and to its own state, and
 * read only its own `dn/`, the state of the hub and the heads; the broker takes the site from the user name.
 */
export interface BrokerConfig {
  /** Name of each file and its content. */
  files: { name: string; content: string }[]
  /** What is to be done with them, for people. */
  advice: string
}

/** EMQX puts the user name in here. */
const emqxUser = ['$', '{username}'].join('')

const sitePublishes = (site: string) => [`evs/1/s/${site}/up/#`, `evs/1/s/${site}/state`]
const siteReads = (site: string) => [`evs/1/s/${site}/dn/#`, 'evs/1/hub/state', 'evs/1/b/+/head']

export function mosquittoConfig(options: {
  port: number
  hubUser: string
  folder: string
  tls: boolean
}): BrokerConfig {
  const { port, hubUser, folder, tls } = options
  const acl = [
    '# whoever is not named below gets the patterns; %u is the user name, which is the id of the site',
    `user ${hubUser}`,
    'topic readwrite evs/1/#',
    '',
    ...sitePublishes('%u').map((topic) => `pattern write ${topic}`),
    ...siteReads('%u').map((topic) => `pattern read ${topic}`),
    '',
  ]
  const conf = [
    `listener ${port}`,
    ...(tls
      ? [
          `cafile ${folder}/ca.crt`,
          `certfile ${folder}/server.crt`,
          `keyfile ${folder}/server.key`,
          'tls_version tlsv1.2',
        ]
      : ['# without TLS: only where the network itself is trusted']),
    'allow_anonymous false',
    `password_file ${folder}/passwords`,
    `acl_file ${folder}/acl`,
    '# the protocol relies on nothing that a broker keeps, only on states and heads while it runs',
    'persistence false',
    'max_packet_size 266240',
    'max_inflight_messages 20',
    'max_queued_messages 200',
    '',
  ]
  return {
    files: [
      { name: 'mosquitto.conf', content: conf.join('\n') },
      { name: 'acl', content: acl.join('\n') },
    ],
    advice: `Put both into ${folder}. Users: mosquitto_passwd -c ${folder}/passwords ${hubUser}, and one for each site, with id and secret of its connection string.`,
  }
}

export function emqxConfig({ hubUser }: { hubUser: string }): BrokerConfig {
  if (!/^[\w-]{1,64}$/.test(hubUser)) {
    throw new SyncError('refused', 'The user name of the hub has letters, digits, _ and -, at most 64.')
  }
  const list = (topics: string[]) => `[${topics.map((topic) => `"${topic}"`).join(', ')}]`
  const acl = [
    '%% the hub may use every topic of the protocol, also by shared subscription',
    `{allow, {username, "${hubUser}"}, all, ["evs/1/#", "$share/hub/evs/1/#"]}.`,
    '%% a site only its own: the broker puts its user name in, which is the id of the site',
    `{allow, all, publish, ${list(sitePublishes(emqxUser))}}.`,
    `{allow, all, subscribe, ${list(siteReads(emqxUser))}}.`,
    '{deny, all}.',
    '',
  ]
  const conf = [
    'authorization {',
    '  no_match = deny',
    '  # a site that sends something it may not must not lose its connection over it',
    '  deny_action = ignore',
    '  sources = [{ type = file, enable = true, path = "etc/chargeyard-acl.conf" }]',
    '}',
    'mqtt {',
    '  max_packet_size = 266240',
    '  max_clientid_len = 64',
    '}',
    '',
  ]
  return {
    files: [
      { name: 'chargeyard-acl.conf', content: acl.join('\n') },
      { name: 'chargeyard.hocon', content: conf.join('\n') },
    ],
    advice:
      'Put chargeyard-acl.conf into EMQX’s etc folder and the content of chargeyard.hocon into emqx.conf. Switch on password authentication, with a user for the hub and one for each site, with id and secret of its connection string.',
  }
}
