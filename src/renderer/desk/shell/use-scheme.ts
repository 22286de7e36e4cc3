import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core'
import { callUseCase } from '../api.ts'
import { useSession } from '../session/SessionProvider.tsx'

const order = ['light', 'dark', 'auto'] as const

/** Light, dark or as the system says; kept on this device and, once signed in, with the user. */
export function useScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const signedIn = Boolean(useSession().session?.user)
  return {
    scheme: colorScheme,
    next: order[(order.indexOf(colorScheme) + 1) % order.length] ?? 'auto',
    choose: (scheme: MantineColorScheme) => {
      setColorScheme(scheme)
      const darkMode = scheme === 'auto' ? null : scheme === 'dark'
      // on this device the choice holds, whether the controller hears of it or not
      if (signedIn) callUseCase('users.updateMe', { darkMode }).catch(() => undefined)
    },
  }
}
