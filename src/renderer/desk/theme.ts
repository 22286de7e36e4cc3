import { createTheme, type MantineColorsTuple, rem } from '@mantine/core'

/** Petrol: the product's own colour, away from every colour that means a state. */
const petrol: MantineColorsTuple = [
  '#e6f6f7',
  '#d3e9ec',
  '#a8d2d8',
  '#79bac3',
  '#52a5b1',
  '#3a98a6',
  '#2a91a1',
  '#187e8d',
  '#04707e',
  '#00616e',
]

/** Cool greys for both schemes; the darker half is the desk at night. */
const dark: MantineColorsTuple = [
  '#c8ced3',
  '#a9b1b8',
  '#87919a',
  '#5d6872',
  '#3a444d',
  '#2c353d',
  '#20282f',
  '#182026',
  '#12181d',
  '#0c1115',
]

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 8, dark: 5 },
  colors: { petrol, dark },
  autoContrast: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: rem(26), lineHeight: '1.25' },
      h2: { fontSize: rem(18), lineHeight: '1.35' },
      h3: { fontSize: rem(15), lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Card: { defaultProps: { withBorder: true, padding: 'lg', radius: 'lg' } },
    Table: { defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 600 } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300, multiline: true, maw: 320 } },
    Drawer: { styles: { title: { fontWeight: 650, fontSize: rem(17) } } },
    Modal: {
      styles: { title: { fontWeight: 650, fontSize: rem(17) } },
      defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.45, blur: 2 } },
    },
    // on a phone the tabs are swept, not stacked
    TabsList: { defaultProps: { style: { flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' } } },
    Select: { defaultProps: { allowDeselect: false } },
  },
})
