import { Box, Center, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Logo } from './Logo.tsx'
import { LanguageMenu } from './shell/LanguageMenu.tsx'
import { SchemeToggle } from './shell/SchemeToggle.tsx'

/** Round the pages that come before signing in. */
export function PublicFrame({ width, children }: { width: number; children: ReactNode }) {
  return (
    <Box mih="100vh" component="main">
      <Group justify="flex-end" p="sm" gap={4}>
        <SchemeToggle />
        <LanguageMenu />
      </Group>
      <Center px="md" pb="xl" pt={{ base: 0, sm: '4vh' }}>
        <Stack w="100%" maw={width} gap="lg">
          <Group gap={12} justify="center">
            <Logo size={40} />
            <Text fz={26} fw={680} lts="-0.01em">
              Chargeyard
            </Text>
          </Group>
          {children}
        </Stack>
      </Center>
    </Box>
  )
}
