/** How a station shows who it is: with a password, or not at all. */
export type AccessChoice = 'password' | 'open'
