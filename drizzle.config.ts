import { defineConfig } from 'drizzle-kit'

export default defineConfig({ dialect: 'sqlite', schema: './src/site/db/schema.ts', out: './src/site/db/migrations' })
