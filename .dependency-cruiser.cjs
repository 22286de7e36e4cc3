// Who may import whom: the picture stands in docs/architecture.md, these rules hold it.
const code = '^(src|sync|mobile-api)/'
const notTypes = { dependencyTypesNot: ['type-only'] }

/** Package `name` may be imported only from below `allowed`. */
const packageOnlyIn = (name, allowed) => ({
  name: `${name.replace('/', '-')}-only-where-it-belongs`,
  severity: 'error',
  from: { path: code, pathNot: allowed },
  to: { path: `node_modules/${name}/` },
})

/** Code below `from` may import own code (no packages are meant) only below `allowed`. */
const ownCodeOnly = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|sync|mobile-api|tests|scripts)/', pathNot: allowed },
})

module.exports = {
  forbidden: [
    ownCodeOnly('site-knows-no-door', '^src/site/', '^src/site/'),
    ownCodeOnly('ocpp-knows-only-the-site', '^src/ocpp/', '^src/(ocpp|site)/'),
    ownCodeOnly('mobile-api-knows-only-the-site', '^mobile-api/', '^(mobile-api|src/site)/'),
    ownCodeOnly(
      'site-sync-knows-the-site-and-the-protocol',
      '^sync/site/',
      '^(sync/site|sync/link|sync/protocol|src/site)/',
    ),
    ownCodeOnly('sync-protocol-stands-alone', '^sync/protocol/', '^sync/protocol/'),
    ownCodeOnly('sync-link-stands-alone', '^sync/link/', '^sync/(link|protocol)/'),
    ownCodeOnly('sync-broker-stands-alone', '^sync/broker/', '^sync/(broker|protocol)/'),
    ownCodeOnly('hub-knows-only-the-protocol', '^sync/hub/(?!(cli|local-hub)\\.ts$)', '^sync/(hub|link|protocol)/'),
    ownCodeOnly(
      'hub-in-one-process-adds-the-broker',
      '^sync/hub/(cli|local-hub)\\.ts$',
      '^sync/(hub|link|protocol|broker)/',
    ),
    ownCodeOnly('desk-knows-only-the-site', '^src/main/desk/', '^src/(main/desk|site)/'),
    ownCodeOnly('renderer-knows-only-the-site', '^src/renderer/', '^src/(renderer|site)/'),
    {
      name: 'renderer-takes-types-only',
      comment: 'The desk and the driver app run in a browser: of the site they may know its types, never its code.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/site/', ...notTypes },
    },
    {
      name: 'desk-and-driver-app-share-only-ui',
      severity: 'error',
      from: { path: '^src/renderer/(desk|driver)/' },
      to: { path: '^src/renderer/(desk|driver)/', pathNot: '^src/renderer/$1/' },
    },
    {
      name: 'product-never-imports-tests',
      severity: 'error',
      from: { path: code },
      to: { path: '^(tests|scripts)/' },
    },
    packageOnlyIn('drizzle-orm', '^src/site/(db/|.*\\.store\\.ts$)'),
    packageOnlyIn('better-sqlite3', '^(src/site/db|sync/hub)/'),
    packageOnlyIn('electron', '^src/main/electron/'),
    packageOnlyIn('ws', '^src/ocpp/'),
    packageOnlyIn('mqtt', '^sync/'),
    packageOnlyIn('aedes', '^sync/'),
    packageOnlyIn('mssql', '^sync/hub/'),
    packageOnlyIn('express', '^(mobile-api|src/main/desk)/'),
    packageOnlyIn('react', '^src/renderer/'),
    packageOnlyIn('@mantine', '^src/renderer/'),
    {
      name: 'controller-needs-no-development-package',
      severity: 'error',
      from: { path: code, pathNot: '^src/(renderer|main/electron)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/', ...notTypes },
    },
    {
      name: 'every-import-is-found',
      severity: 'error',
      from: { path: '^(src|sync|mobile-api|tests)/' },
      to: { couldNotResolve: true, pathNot: '/generated/' },
    },
    {
      name: 'no-cycle',
      comment: 'Types may point at each other; running code may not.',
      severity: 'error',
      from: { path: '^(src|sync|mobile-api|tests)/' },
      to: { circular: true, viaOnly: notTypes },
    },
  ],
  options: {
    // TypeScript 7 has no compiler API for other tools: without the swc parser no module would be read and all would be green.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)src/ocpp/generated/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '.css'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content' },
  },
}
