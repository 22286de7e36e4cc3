import { z } from 'zod'
import { api } from '../../src/site/api.ts'
import type { SignIn } from '../../src/site/users/sign-in.use-cases.ts'
import { accessTokenSeconds } from '../access-tokens.ts'
import { instant, isoOf } from '../dto/wire.ts'
import { type Call, route } from '../route.ts'

const credentials = api['signIn.withPassword'].input.shape
const refreshToken = api['signIn.refresh'].input.shape.refreshToken.meta({
  description: 'From the last login or refresh. Each can be used once.',
  example: 'q1v0Q0m0mV3JxW3Jp0mZ8f2sF0bM3m9nq9xkq3o0w5E',
})

export const tokensSchema = z
  .strictObject({
    accessToken: z.string().meta({ description: 'For the Authorization header of all other requests.' }),
    refreshToken: z.string().meta({ description: 'For the next access token. Keep it safe.' }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().meta({ description: 'Seconds until the access token expires.' }),
    refreshExpiresAt: instant.meta({
      description: 'Until then the refresh token can be used, if it is not used before.',
    }),
  })
  .meta({ id: 'Tokens' })

const answer = {
  status: 200,
  description: 'Signed in.',
  schema: tokensSchema,
  example: {
    accessToken: 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiI2YzFmIn0.c2ln',
    refreshToken: 'q1v0Q0m0mV3JxW3Jp0mZ8f2sF0bM3m9nq9xkq3o0w5E',
    tokenType: 'Bearer',
    expiresIn: accessTokenSeconds,
    refreshExpiresAt: '2026-04-30T17:00:00.000Z',
  },
} as const

async function tokensOf({ user, familyId, refreshToken, expiresAt }: SignIn, { accessTokens }: Call) {
  return {
    accessToken: await accessTokens.sign({ userId: user.id, familyId }),
    refreshToken,
    tokenType: 'Bearer' as const,
    expiresIn: accessTokenSeconds,
    refreshExpiresAt: isoOf(expiresAt),
  }
}

export const authRoutes = [
  route({
    method: 'post',
    path: '/v1/auth/login',
    operationId: 'login',
    tag: 'Sign-in',
    summary: 'Sign in with e-mail and password',
    description:
      'After the fifth wrong password in a row each further one locks the user out for twice as long: 429 says for how long.',
    useCase: 'signIn.withPassword',
    limit: 'login',
    body: z
      .object({
        email: credentials.email.meta({ example: 'ada@site.example' }),
        password: credentials.password.meta({ format: 'password', example: 'correct horse battery' }),
        device: z
          .string()
          .trim()
          .max(200)
          .optional()
          .meta({ description: 'What the user would call this phone.', example: 'Phone of Ada' }),
      })
      .strict(),
    input: ({ body }) => ({ email: body.email, password: body.password, door: 'lan', device: body.device ?? '' }),
    output: tokensOf,
    answer,
    problems: ['WrongCredentials', 'TooManyAttempts', 'NotSetUp'],
  }),
  route({
    method: 'post',
    path: '/v1/auth/refresh',
    operationId: 'refresh',
    tag: 'Sign-in',
    summary: 'Exchange a refresh token for new tokens',
    description:
      'The old refresh token is used up. Sending it once more ends the whole sign-in, because then one of two was stolen: ask once at a time.',
    useCase: 'signIn.refresh',
    limit: 'refresh',
    body: z.object({ refreshToken }).strict(),
    input: ({ body }) => body,
    output: tokensOf,
    answer,
    problems: ['SessionExpired', 'TokenReused'],
  }),
  route({
    method: 'post',
    path: '/v1/auth/logout',
    operationId: 'logout',
    tag: 'Sign-in',
    summary: 'Sign out',
    description:
      'Ends the sign-in at once: its access tokens, its refresh tokens and its live streams. Repeating it is fine.',
    useCase: 'signIn.end',
    body: z.object({ refreshToken }).strict(),
    input: ({ body }) => body,
    output: () => undefined,
    answer: { status: 204, description: 'Signed out.' },
  }),
]
