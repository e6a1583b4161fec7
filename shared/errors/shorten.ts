// What a client sent is shown to it in part only, and never half a character of it.

const LONGEST = 100;

/** The text as it may stand in a message: at most 100 characters and well-formed Unicode. */
export function shorten(text: string): string {
  return (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text).toWellFormed();
}
