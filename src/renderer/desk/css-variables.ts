import type { CSSVariablesResolver } from '@mantine/core'

const tinted = ['petrol', 'blue', 'indigo', 'violet', 'grape', 'teal', 'yellow', 'orange', 'red', 'gray']

/** In the dark, tinted surfaces are a breath of their colour, not a block of it. */
const darkTints = Object.fromEntries(
  tinted.flatMap((color) => [
    [`--mantine-color-${color}-light`, `color-mix(in srgb, var(--mantine-color-${color}-5) 17%, transparent)`],
    [`--mantine-color-${color}-light-hover`, `color-mix(in srgb, var(--mantine-color-${color}-5) 24%, transparent)`],
    [`--mantine-color-${color}-light-color`, `var(--mantine-color-${color}-3)`],
  ]),
)

/** Written after the library's own variables, so that these win. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-default-border': '#dde3e7',
    '--desk-canvas': '#f5f7f8',
    '--desk-surface': '#fff',
    '--desk-line': '#e2e7ea',
    '--desk-hover': '#f8fafb',
    '--desk-code': '#f3f6f7',
    '--desk-chart-power': 'var(--mantine-color-petrol-7)',
    '--desk-chart-energy': '#4c6ef5',
    '--desk-chart-soc': '#d9480f',
    '--desk-chart-l1': '#9c6f19',
    '--desk-chart-l2': '#3b5bdb',
    '--desk-chart-l3': '#868e96',
  },
  dark: {
    ...darkTints,
    '--mantine-color-body': 'var(--mantine-color-dark-7)',
    '--mantine-color-default-border': 'var(--mantine-color-dark-5)',
    '--desk-canvas': 'var(--mantine-color-dark-8)',
    '--desk-surface': 'var(--mantine-color-dark-7)',
    '--desk-line': 'var(--mantine-color-dark-5)',
    '--desk-hover': 'var(--mantine-color-dark-6)',
    '--desk-code': 'var(--mantine-color-dark-8)',
    '--desk-chart-power': 'var(--mantine-color-petrol-4)',
    '--desk-chart-energy': '#91a7ff',
    '--desk-chart-soc': '#ffa94d',
    '--desk-chart-l1': '#e0a83c',
    '--desk-chart-l2': '#91a7ff',
    '--desk-chart-l3': '#adb5bd',
  },
})
