import { z } from 'zod'
import { api } from '../../src/site/api.ts'
import { tagExample, tagOf, tagSchema } from '../dto/user.ts'
import { pageOf, wholeList } from '../dto/wire.ts'
import { route } from '../route.ts'

const { idTag, name } = api['tags.create'].input.shape

export const tagRoutes = [
  route({
    method: 'get',
    path: '/v1/tags',
    operationId: 'listTags',
    tag: 'Tags',
    summary: 'All tags',
    description: 'Of the whole account. The own ones, which need no permission, are in /v1/me.',
    useCase: 'tags.list',
    input: () => ({}),
    output: (tags) => wholeList(tags.map(tagOf)),
    answer: { status: 200, description: 'By name.', schema: pageOf(tagSchema), example: wholeList([tagExample]) },
  }),
  route({
    method: 'post',
    path: '/v1/tags',
    operationId: 'createTag',
    tag: 'Tags',
    summary: 'Make a tag',
    description: 'It belongs to whoever made it.',
    useCase: 'tags.create',
    body: z
      .object({
        id: idTag.meta({
          description: 'What is on the card. Capital and small letters are the same.',
          example: '04A1B2C3',
        }),
        name: name.meta({ example: 'Key fob of Ada' }),
      })
      .strict(),
    input: ({ body }) => ({ idTag: body.id, name: body.name }),
    wireNames: { idTag: 'id' },
    output: tagOf,
    answer: { status: 201, description: 'It can be used at once.', schema: tagSchema, example: tagExample },
    problems: ['AlreadyExists'],
  }),
]
