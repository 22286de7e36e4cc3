export const hqUseCases = {}
