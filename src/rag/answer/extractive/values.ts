// What a sentence must show to answer a kind of question: a date, a duration, a name. Pure patterns for English; they
// tell that there is such a value, not that it is the right one.
import type { AnswerType } from '../../question/question.ts'

const month =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const numberWord =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundreds?|thousands?|millions?|billions?|half|third|quarter|dozens?|once|twice|both|single'
const hour = 'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve'
const signs: Partial<Record<AnswerType, RegExp>> = {
  time: new RegExp(
    `\\b(?:1\\d{3}|20\\d{2})s?\\b|\\b\\d{1,2}(?::\\d{2}|\\s?[ap]\\.?m\\b)|\\b(?:${month})\\b|\\b\\d{1,2}(?:st|nd|rd|th)\\b|\\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\\b|\\b(?:noon|midnight|century|quarter|weekends?|weekdays?|daily|weekly|monthly|quarterly|annually|yearly|today|tomorrow|spring|summer|autumn|winter|24/7)\\b|\\b(?:from|at|until|till|by|to|before|after) (?:half past |(?:a )?quarter (?:past|to) )?(?:${hour})\\b(?=\\s*(?:[.,;)]|$|(?:to|until|till|and|or|in|on|at|o['’]clock|sharp)\\b))|\\b(?:end|start|beginning|day|date|time) of\\b|\\b(?:prior to|as soon as|bi-?weekly|deadline)\\b|\\b(?:within|after|before|until|by|every|each)\\b.{0,20}\\b(?:minutes?|hours?|days?|weeks?|months?|years?)\\b`,
    'i',
  ),
  duration: new RegExp(
    `(?<!\\b(?:every|each|per)\\s)(?:\\b(?:\\d+|${numberWord}|an?|several|few)\\b[\\s-]*(?:\\w+[\\s-]+)?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))\\b)|\\b(?:indefinitely|permanently|immediately|overnight)\\b`,
    'i',
  ),
  frequency:
    /\b(?:every|each|per|once|twice|times|never|always|daily|weekly|bi-?weekly|monthly|quarterly|annually|yearly|hourly)\b|\ba (?:day|week|month|year)\b/i,
  count: new RegExp(`\\d|\\b(?:${numberWord}|none|no)\\b`, 'i'),
  amount: new RegExp(`\\d|\\b(?:${numberWord}|none|free|unlimited|no (?:cost|charge|fee|limit))\\b|[$€£¥%]`, 'i'),
  price:
    /[$€£¥]|\b(?:free|euros?|dollars?|pounds?|cents?|francs?|usd|eur|gbp|chf|no (?:cost|charge|fee)|at cost|costs?|paid)\b/i,
  // A name inside the sentence, a role, or a mailbox.
  person:
    /(?<=\S\s)["“(]?\p{Lu}[\p{L}.'’-]+|\b(?:team|manager|lead|officer|director|department|owner|staff|employees?|everyone|anyone|people|administrators?|admins?|engineers?|scientists?|committee|council|members?|supervisors?|scholars?|king|queen|president)\b|@/u,
  place:
    /\b(?:in|at|on|near|from|to|under|inside|between|via|of)\s+(?:the\s+)?[\p{Lu}#"“]|#[\w-]+|\b(?:folder|channel|room|floor|building|office|page|site|drive|portal|street|website|north|south|east|west)\w*\b/u,
  reason:
    /\b(?:because|since|due to|so that|in order to|as a result|therefore|reason|caus\w+|thus|to (?:avoid|prevent|ensure|protect|keep|help|make|reduce|allow)|result(?:s|ed|ing)? (?:in|from)|owing to|led to)\b/i,
  steps:
    /^[^\S\n\r\u2028\u2029]*(?:\d{1,2}[.)]|[-*+•])\s|\b(?:you can|you should|you must|must|please|first|then|next|click|open|select|submit|send|fill|ask|contact|use|go to|create|run|add|email|request|log in|sign|follow|by \w+ing)\b/im,
  definition: /\b(?:is|are|was|were|means?|refers? to|stands? for|defined as|known as|called)\b/i,
  list: /:\s|,[^,]+,? and\b|^[^\S\n\r\u2028\u2029]*(?:[-*+•]|\d{1,2}[.)])\s|;/m,
}

/** Whether a sentence holds what this type of question asks for; null when the type has no sign. */
export function holdsAnswer(type: AnswerType, sentence: string): boolean | null {
  return signs[type]?.test(sentence) ?? null
}
