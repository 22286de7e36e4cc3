import { z } from 'zod'
import {
  siteExample,
  siteOf,
  siteSchema,
  tagExample,
  tagOf,
  tagSchema,
  userExample,
  userOf,
  userSchema,
} from '../dto/user.ts'
import { route } from '../route.ts'

export const controllerRoutes = [
  route({
    method: 'get',
    path: '/healthz',
    operationId: 'health',
    tag: 'Controller',
    summary: 'Whether the controller works',
    useCase: 'setup.status',
    input: () => ({}),
    output: ({ setUp }, { version }) => ({ status: 'ok' as const, version, setUp }),
    answer: {
      status: 200,
      description: 'It answers, and so does its database.',
      schema: z
        .strictObject({
          status: z.literal('ok'),
          version: z.string(),
          setUp: z.boolean().meta({ description: 'False before the first run’s set-up: nobody can sign in yet.' }),
        })
        .meta({ id: 'Health' }),
      example: { status: 'ok', version: '0.1.0', setUp: true },
    },
  }),
  route({
    method: 'get',
    path: '/v1/me',
    operationId: 'getMe',
    tag: 'Sign-in',
    summary: 'Who is signed in, and where',
    useCase: 'signIn.me',
    input: () => ({}),
    output: async (user, { execute }) => ({
      user: userOf(user),
      site: siteOf(await execute('site.get', {})),
      tags: (await execute('tags.mine', {})).map(tagOf),
    }),
    answer: {
      status: 200,
      description: 'The user, the site, and the tags the user can start with.',
      schema: z
        .strictObject({
          user: userSchema,
          site: siteSchema,
          tags: z.array(tagSchema).meta({ description: 'Own tags that are neither blocked nor expired.' }),
        })
        .meta({ id: 'Me' }),
      example: { user: userExample, site: siteExample, tags: [tagExample] },
    },
  }),
]
