// Whether a text denies what it says. Pure, English and German; a negated prefix ("unable") is a word of its own.

const denial =
  /\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|hardly|nicht|kein(?:e[mnrs]?)?|nie|niemals|ohne)\b|\b\p{L}{1,30}n['’]t\b|\b(?:is|was|are|were|do|does|did|ca|wo|has|have|had|could|would|should)nt\b/iu
// "Not only … but also" and "no later than" deny nothing; "No. 5" counts.
const affirming =
  /\bnot (?:only|just|merely|least)\b|\b(?:no|not) (?:later|less|fewer|more|earlier|longer) than\b|\bwhether or not\b|\bno\.? ?\d/gi

/** Whether a text holds a word that denies: "not", "never", "without", "isn't". */
export function isNegated(text: string): boolean {
  return denial.test(text.replace(affirming, ' '))
}
