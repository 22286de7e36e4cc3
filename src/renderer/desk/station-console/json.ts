/** What was typed as JSON: its value, or why it is none. Nothing typed is an empty object. */
export function parsedJson(text: string): { value: unknown } | { reason: string } {
  if (text.trim() === '') return { value: {} }
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}
